import type { Weights } from './graph.ts'

/**
 * The kernel of a grouped convolution, [kh, kw, in / groups, out], as that of a whole one, [kh, kw, in, out]: weights
 * between groups are zero. So every engine and every method knows it; the price is `groups` times the arithmetic.
 */
export function ungroupedKernel(kernel: Weights, groups: number): Weights {
  if (groups === 1) return kernel
  const [rows, columns, depth, out] = kernel.shape as readonly [number, number, number, number]
  const [whole, own] = [depth * groups, out / groups]
  const data = new Float32Array(rows * columns * whole * out)
  for (let at = 0; at < rows * columns; at++)
    for (let d = 0; d < depth; d++)
      for (let o = 0; o < out; o++) {
        const group = Math.floor(o / own)
        data[(at * whole + group * depth + d) * out + o] = kernel.data[(at * depth + d) * out + o]!
      }
  return { shape: [rows, columns, whole, out], data }
}
