import type { Weights } from '../graph/graph.ts'
import type { OperatorCall } from './call.ts'
import { scaled } from './elementwise.ts'
import { sizesOf, type Value } from './value.ts'

/** Multiplying by weights, for operators of any format. */

/** The last of the model's axes times a matrix [in, out]. */
export function dense(call: OperatorCall, kernel: Weights, bias: Float32Array | null, step?: string): Value {
  const value = call.anyValue(0)
  const input = call.arranged(
    value,
    value.axes.map((_, axis) => axis)
  )
  const [depth, units] = kernel.shape as readonly [number, number]
  const sizes = sizesOf(input)
  if (sizes.at(-1) !== depth) {
    call.refuse(`multiplies rows of ${sizes.at(-1)} numbers by a matrix for ${depth}`, 'export the model again')
  }
  const product = call.emit(
    { type: 'dense', kernel, bias },
    [input],
    [...sizes.slice(0, -1), units],
    step ? { step } : {}
  )
  return { ...product, batchAt: value.batchAt }
}

/**
 * (x - mean) / sqrt(variance + epsilon) * gamma + beta with the statistics of training: inputs 1 to 4 of the operator are
 * gamma, beta, mean and variance.
 * @param axis index in the value's axes of the channels, which have a number each; null where each number of a picture has
 *   its own
 */
export function batchNormalised(call: OperatorCall, axis: number | null, epsilon: number): Value {
  const value = call.value(0)
  const [gamma, beta, mean, variance] = [1, 2, 3, 4].map((i) => call.constant(i).values)
  const scale = Float32Array.from(gamma!, (g, c) => g / Math.sqrt(variance![c]! + epsilon))
  const offset = Float32Array.from(beta!, (b, c) => b - mean![c]! * scale[c]!)
  const dims = axis === null ? sizesOf(value) : value.axes.map((_, i) => (i === axis ? scale.length : 1))
  return scaled(call, value, { dims, values: scale, integer: false }, { dims, values: offset, integer: false })
}
