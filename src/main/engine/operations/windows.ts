import type { Tensor4D } from '@tensorflow/tfjs-core'
import type { Pads, Pair, Shape } from '../../model/graph/graph.ts'
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

/** Windows of a picture [height, width, channels]. */
interface Windows {
  size: Pair
  strides: Pair
  pads: Pads
}

/** True where there are fewer windows than pixels in one of them: then it takes fewer steps to go window by window. */
export const areFewer = ({ size }: Windows, [rows, columns]: Shape): boolean => rows! * columns! < size[0] * size[1]

/**
 * The adjoint of gathering: adds `part(offset)` [batch, rows, columns, channels] of every window to the pixels at
 * that offset, for all offsets of the window from the first to the last, and takes the padding off:
 * [batch, ...picture].
 */
export function scattered(windows: Windows, picture: Shape, part: (offset: Pair) => Tensor4D): Tensor4D {
  return summed(windows.size, windows.pads, picture, (offset) => {
    const spread = zeroStuffed(part(offset), windows.strides)
    const [, rows, columns] = spread.shape
    // Room for the last window.
    return { part: spread, place: offset, room: [rows + windows.size[0] - 1, columns + windows.size[1] - 1] }
  })
}

/** The same window by window: adds `part(window)` [batch, ...size, channels] to the pixels of each of rows x columns. */
export function scatteredWindows(
  { size, strides, pads }: Windows,
  [rows, columns]: Pair,
  picture: Shape,
  part: (window: Pair, place: Pair) => Tensor4D
): Tensor4D {
  const room: Pair = [(rows - 1) * strides[0] + size[0], (columns - 1) * strides[1] + size[1]]
  return summed([rows, columns], pads, picture, ([row, column]) => {
    const place: Pair = [row * strides[0], column * strides[1]]
    return { part: part([row, column], place), place, room }
  })
}

/**
 * The sum of a picture for each of [rows, columns] steps, each with zeros around its part, and then without the padding.
 * There may be thousands of steps: what each leaves behind would fill the memory.
 */
function summed(
  [rows, columns]: Pair,
  pads: Pads,
  picture: Shape,
  at: (step: Pair) => { part: Tensor4D; place: Pair; room: Pair }
): Tensor4D {
  let sum: Tensor4D | null = null
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const before: Tensor4D | null = sum
      sum = tf.tidy(() => {
        const { part, place, room } = at([row, column])
        // Pixels behind the last window are read by none.
        const [height, width] = [Math.max(room[0], pads[0] + picture[0]!), Math.max(room[1], pads[3] + picture[1]!)]
        const [, own, across] = part.shape
        const placed = tf.pad(part, [
          [0, 0],
          [place[0], height - own - place[0]],
          [place[1], width - across - place[1]],
          [0, 0]
        ])
        return before ? tf.add(before, placed) : placed
      })
      before?.dispose()
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
