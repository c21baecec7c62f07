import type { Tensor } from '@tensorflow/tfjs-core'
import type { Node, Op, OpOf, Shape } from '../../model/graph/graph.ts'

/** Computes a node from its inputs; all tensors have the batch axis first. Called within a tidy. */
export type Run = (inputs: readonly Tensor[]) => Tensor

/** What an operation is prepared with. */
export interface Setting<T extends Op['type']> {
  op: OpOf<T>
  node: Node
  /** Shapes of the node's inputs, without the batch axis. */
  inputShapes: readonly Shape[]
  /** Puts weights on the backend for as long as the session lives. */
  upload(data: Float32Array, shape: readonly number[]): Tensor
}

/** Operations of one family: each prepares a node once and gives the function that runs it. */
export type Operations<T extends Op['type']> = { [K in T]: (setting: Setting<K>) => Run }
