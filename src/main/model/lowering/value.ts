import type { Shape } from '../graph/graph.ts'

/**
 * A tensor on the way through the import. It lies in the graph in the graph's own order of axes, pictures as
 * [height, width, channels]; the model may see the same tensor in another order, as PyTorch's [channels, height, width].
 * A Transpose is then a note, not work, and a node is only made where a layer needs another order.
 */
export interface Value {
  id: string
  /** In the graph; [1] for a tensor that has a batch axis alone. */
  shape: Shape
  /** The model's axes, in its order: the i-th lies at the graph's axis axes[i]. */
  axes: readonly number[]
  /**
   * 0 where the batch is the model's first axis, which `axes` and the graph leave out. null where `axes` are all that the
   * model has: it has moved its batch, of one picture, behind other axes, has merged it with them, or knows no batch.
   */
  batchAt: 0 | null
}

/** A value whose axes lie in the model's own order. */
export function plainValue(id: string, shape: Shape): Value {
  return { id, shape, axes: shape.map((_, axis) => axis), batchAt: 0 }
}

/** How many axes the model sees, the batch among them. */
export function rankOf({ axes, batchAt }: Value): number {
  return axes.length + (batchAt === null ? 0 : 1)
}

/** The sizes that the model sees, without the batch axis. */
export function sizesOf(value: Value): number[] {
  return value.axes.map((axis) => value.shape[axis]!)
}

/** Where the model sees [channels, height, width] and the graph has [height, width, channels]. */
export const channelsFirst = [2, 0, 1] as const

/** Where both see [height, width, channels]. */
export const channelsLast = [0, 1, 2] as const
