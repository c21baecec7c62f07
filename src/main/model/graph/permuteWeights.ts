import type { Weights } from './graph.ts'

/** Weights with their axes in another order: result axis i is axis axes[i] of the source. */
export function permuteWeights(source: Weights, axes: readonly number[]): Weights {
  const shape = axes.map((axis) => source.shape[axis]!)
  const stepOf = source.shape.map((_, axis) => source.shape.slice(axis + 1).reduce((a, b) => a * b, 1))
  const data = new Float32Array(source.data.length)
  const index = shape.map(() => 0)
  for (let i = 0; i < data.length; i++) {
    let from = 0
    for (let axis = 0; axis < axes.length; axis++) from += index[axis]! * stepOf[axes[axis]!]!
    data[i] = source.data[from]!
    for (let axis = axes.length - 1; axis >= 0 && ++index[axis]! === shape[axis]; axis--) index[axis] = 0
  }
  return { shape, data }
}
