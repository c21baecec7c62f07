import type { Weights } from '../graph/graph.ts'

/** A tensor whose values are known when the model is opened: weights, shapes, indices. Row-major. */
export interface Constant {
  dims: readonly number[]
  values: Float32Array | Float64Array
  /** Its quotients are cut to whole numbers. */
  integer: boolean
  /** Of an input that is held: its name. */
  name?: string
  /** The least and the largest number of its type, where models are quantised to it. */
  range?: readonly [least: number, largest: number]
}

export function constant(dims: readonly number[], values: Iterable<number>, integer = false): Constant {
  return { dims, values: Float64Array.from(values), integer }
}

/** A constant as weights of a graph. */
export function asWeights({ dims, values }: Constant): Weights {
  return { shape: dims, data: values instanceof Float32Array ? values : Float32Array.from(values) }
}
