import type { Pads, Pair, Shape } from '../model/graph/graph.ts'

/** How many pixels of the picture (not of its padding) each window holds, row-major over the windows. */
export function seenCounts(
  op: { size: Pair; strides: Pair; pads: Pads },
  picture: Shape,
  windows: Shape
): Float32Array {
  const seen = (axis: 0 | 1, before: number, index: number): number => {
    const start = index * op.strides[axis] - before
    return Math.min(start + op.size[axis], picture[axis]!) - Math.max(start, 0)
  }
  const [rows, columns] = [windows[0]!, windows[1]!]
  const counts = new Float32Array(rows * columns)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      counts[row * columns + column] = Math.max(1, seen(0, op.pads[0], row) * seen(1, op.pads[3], column))
    }
  }
  return counts
}
