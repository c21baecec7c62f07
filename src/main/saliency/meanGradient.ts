import type { RunGraph } from './method.ts'

/**
 * The mean of the output `gradient` over `count` variants of a batch of pictures, in float64 and of the gradient's shape.
 * @param length numbers of the batch's input
 * @param vary writes the n-th variant of the whole batch
 */
export async function meanGradient(
  run: RunGraph,
  { length, batch, count }: { length: number; batch: number; count: number },
  vary: (into: Float32Array, n: number) => void
): Promise<Float64Array> {
  const variant = new Float32Array(length)
  let sums: Float64Array | null = null
  for (let n = 0; n < count; n++) {
    vary(variant, n)
    const { gradient } = await run(variant, batch)
    sums ??= new Float64Array(gradient!.length)
    for (let i = 0; i < sums.length; i++) sums[i]! += gradient![i]!
  }
  return sums!.map((sum) => sum / count)
}
