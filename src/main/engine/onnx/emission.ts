import type { Node, Op, OpOf, Shape } from '../../model/graph/graph.ts'
import type { OnnxBuilder } from './onnxBuilder.ts'

/**
 * What an operation is written with. Values have the batch axis first. Those of rank 3, pictures, are held channels
 * first, [batch, channels, height, width], as ONNX's convolutions want them; all others lie as the graph says.
 */
export interface Setting<T extends Op['type']> {
  onnx: OnnxBuilder
  op: OpOf<T>
  node: Node
  /** Names of the node's inputs. */
  inputs: readonly string[]
  /** Shapes of the node's inputs as the graph says, without the batch axis. */
  shapes: readonly Shape[]
  /** The input with a batch axis of the batch's length, where it has 1 because it does not depend on the picture. */
  repeated(which: number): string
}

/** Writes one node and gives the name of its value. */
export type Emit<T extends Op['type']> = (setting: Setting<T>) => string

/** Operations of one family. */
export type Emissions<T extends Op['type']> = { [K in T]: Emit<K> }

/** Axis of the channels, the last of the graph's, as values are held. */
export function channelAxis(shape: Shape): number {
  return shape.length === 3 ? 1 : shape.length
}

/** Axis of the graph's unbatched shape as values are held. */
export function heldAxis(axis: number, shape: Shape): number {
  return shape.length === 3 ? [2, 3, 1][axis]! : axis + 1
}

/** The graph's shape as values are held, without the batch axis. */
export function heldShape(shape: Shape): readonly number[] {
  return shape.length === 3 ? [shape[2]!, shape[0]!, shape[1]!] : shape
}

/** From the graph's order of axes to the one that values are held in. */
export function toHeld(onnx: OnnxBuilder, value: string, shape: Shape): string {
  if (shape.length !== 3) return value
  // With one channel, or one pixel, both orders are the same numbers; a reshape costs nothing.
  if (shape[2] === 1 || shape[0]! * shape[1]! === 1) return reshaped(onnx, value, heldShape(shape))
  return onnx.node('Transpose', [value], { perm: { ints: [0, 3, 1, 2] } })
}

/** From the order of axes that values are held in to the graph's. */
export function toGraph(onnx: OnnxBuilder, value: string, shape: Shape): string {
  if (shape.length !== 3) return value
  if (shape[2] === 1 || shape[0]! * shape[1]! === 1) return reshaped(onnx, value, shape)
  return onnx.node('Transpose', [value], { perm: { ints: [0, 2, 3, 1] } })
}

/** One factor, or one for each channel, as a constant that is broadcast over a value of the graph's `shape`. */
export function perChannel(onnx: OnnxBuilder, values: Float32Array, shape: Shape): string {
  // ONNX broadcasts from the last axis on: ones for the axes behind the channels.
  const behind = values.length > 1 && shape.length === 3 ? [1, 1] : []
  return onnx.floats(values, [values.length, ...behind])
}

/** Gives every picture of the batch a new shape. */
export function reshaped(onnx: OnnxBuilder, value: string, shape: readonly number[]): string {
  return onnx.node('Reshape', [value, onnx.integers([0, ...shape])])
}
