import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core'
import type { Pads, Pair, Shape } from '../../model/graph.ts'
import { tf } from '../tensorflowBackend.ts'
import { cut } from './extent.ts'

/** The pixel at `offset` of every window: [batch, rows, columns, channels] of a padded picture. */
export function gathered(picture: Tensor4D, windows: Tensor4D['shape'], offset: Pair, strides: Pair): Tensor4D {
  const [, rows, columns] = windows
  const [batch, , , channels] = picture.shape
  const [y, x] = offset
  const end = [batch, y + (rows - 1) * strides[0] + 1, x + (columns - 1) * strides[1] + 1, channels]
  return tf.stridedSlice(picture, [0, y, x, 0], end, [1, strides[0], strides[1], 1]) as Tensor4D
}

/**
 * The adjoint of gathering: adds `part(offset)` [batch, rows, columns, channels] of every window to the pixels at
 * that offset, for all offsets of the window from the first to the last, and takes the padding off:
 * [batch, ...picture].
 */
export function scattered(
  { size, strides, pads }: { size: Pair; strides: Pair; pads: Pads },
  picture: Shape,
  part: (offset: Pair) => Tensor
): Tensor4D {
  let sum: Tensor4D | null = null
  for (let y = 0; y < size[0]; y++) {
    for (let x = 0; x < size[1]; x++) {
      const spread = zeroStuffed(part([y, x]) as Tensor4D, strides)
      const [, rows, columns] = spread.shape
      // Room for the last window and for pixels behind it that no window reads.
      const height = Math.max(rows + size[0] - 1, pads[0] + picture[0]!)
      const width = Math.max(columns + size[1] - 1, pads[3] + picture[1]!)
      const placed = tf.pad(spread, [
        [0, 0],
        [y, height - rows - y],
        [x, width - columns - x],
        [0, 0]
      ])
      sum = sum ? tf.add(sum, placed) : placed
    }
  }
  return cut(sum!, pads[0], pads[3], picture)
}

/** Puts strides - 1 zeros behind every pixel: [batch, rows * sy, columns * sx, channels]. */
function zeroStuffed(x: Tensor4D, [sy, sx]: Pair): Tensor4D {
  if (sy === 1 && sx === 1) return x
  const [batch, rows, columns, channels] = x.shape
  const apart = tf.reshape(x, [batch * rows, 1, columns, channels])
  const stuffed = tf.pad(apart, [
    [0, 0],
    [0, sy - 1],
    [0, 0],
    [0, (sx - 1) * channels]
  ])
  return tf.reshape(stuffed, [batch, rows * sy, columns * sx, channels])
}
