import type { Shape } from '../graph.ts'

/**
 * A tensor on the way through the import. It lies in the graph in the graph's own order of axes, pictures as
 * [height, width, channels]; ONNX may see the same tensor in another order, as PyTorch's [channels, height, width].
 * A Transpose is then a note, not work, and a node is only made where a layer needs another order.
 */
export interface Value {
  id: string
  /** In the graph; [1] for a tensor that has a batch axis alone. */
  shape: Shape
  /** ONNX's axis i + 1 (axis 0 is the batch) lies at the graph's axis axes[i]. */
  axes: readonly number[]
}

/** A value whose axes lie in ONNX's own order. */
export function plainValue(id: string, shape: Shape): Value {
  return { id, shape, axes: shape.map((_, axis) => axis) }
}

/** The sizes that ONNX sees, without the batch axis. */
export function sizesOf(value: Value): number[] {
  return value.axes.map((axis) => value.shape[axis]!)
}

/** Where ONNX sees [channels, height, width] and the graph has [height, width, channels]. */
export const channelsFirst = [2, 0, 1] as const
