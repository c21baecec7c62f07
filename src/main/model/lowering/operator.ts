import type { Constant } from './constant.ts'

/** One operator of a model, as ONNX and TensorFlow's graphs have them. */
export interface Operator {
  /** In the file; '' where it has none. */
  name: string
  type: string
  /** '' for the format's own set of operators. */
  domain: string
  /** Names of the tensors it takes; '' for an optional one that is left out. */
  inputs: string[]
  /** Names of the tensors it makes. */
  outputs: string[]
  attributes: ReadonlyMap<string, AttributeValue>
}

/** A network within an operator: it also reads the tensors of the network around it. */
export interface Subgraph {
  operators: readonly Operator[]
  constants: ReadonlyMap<string, Constant>
  /** Names of the tensors that it gives. */
  results: readonly string[]
}

/** What an attribute holds; null where it is of a kind that no importer reads (a type of number). */
export type AttributeValue = number | string | readonly number[] | readonly string[] | Constant | Subgraph | null
