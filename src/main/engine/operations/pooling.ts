import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core'
import type { OpOf, Pair, Shape } from '../../model/graph/graph.ts'
import { seenCounts } from '../seenCounts.ts'
import { tf } from '../tensorflowBackend.ts'
import { cut, padded } from './extent.ts'
import type { Operations } from './operation.ts'
import { areFewer, gathered, scattered, scatteredWindows } from './windows.ts'

/** Less than any value of a picture, so that padding never wins a maximum. */
const lowest = -3e38

type Pooling = 'max-pool' | 'max-pool-grad' | 'average-pool' | 'average-pool-grad' | 'global-average-pool' | 'sum-pool'

/** Layers that gather the pixels of a window, and their adjoints. */
export const poolingOperations: Operations<Pooling> = {
  'max-pool'({ op }) {
    return ([x]) => tf.maxPool(padded(x!, op.pads, lowest), [...op.size], [...op.strides], 'valid')
  },

  'max-pool-grad'({ op, node, inputShapes }) {
    if (op.ties === 'shared') return ([x, y, dy]) => sharedOut(x!, y!, dy!)
    return areFewer(op, inputShapes[1]!)
      ? ([x, , dy]) => windowByWindow(op, node.shape, x!, dy as Tensor4D)
      : ([x, y, dy]) => offsetByOffset(op, node.shape, x!, y as Tensor4D, dy as Tensor4D)
  },

  'average-pool'({ op, node, inputShapes, upload }) {
    const area = op.size[0] * op.size[1]
    const counts = seenCounts(op, inputShapes[0]!, node.shape)
    const correction = upload(
      counts.map((count) => area / count),
      [1, node.shape[0]!, node.shape[1]!, 1]
    )
    const whole = counts.every((count) => count === area)
    return ([x]) => {
      const y = averaged(padded(x!, op.pads), op.size, op.strides)
      return whole ? y : tf.mul(y, correction)
    }
  },

  'average-pool-grad'({ op, node, inputShapes, upload }) {
    const [rows, columns] = inputShapes[0]!
    const shares = seenCounts(op, node.shape, inputShapes[0]!).map((count) => 1 / count)
    const share = upload(shares, [1, rows!, columns!, 1])
    const isByWindow = areFewer(op, inputShapes[0]!)
    return ([dy]) => {
      const part = tf.mul<Tensor4D>(dy!, share)
      if (!isByWindow) return scattered(op, node.shape, () => part)
      return scatteredWindows(op, [rows!, columns!], node.shape, (window) =>
        tf.tile(at(part, window), [1, op.size[0], op.size[1], 1])
      )
    }
  },

  'global-average-pool'({ node, inputShapes }) {
    const [height, width] = inputShapes[0]!
    return ([x]) => tf.reshape(averaged(x as Tensor4D, [height!, width!]), [x!.shape[0], ...node.shape])
  },

  'sum-pool'({ op }) {
    return ([x]) => tf.mul(averaged(x as Tensor4D, op.size, op.size), op.size[0] * op.size[1])
  }
}

/** Windows of more pixels than this are averaged row by row first. */
const exactlySummed = 1024

/**
 * The average of each window. TensorFlow adds a window's pixels one after the other in float32, which over 160x320 of
 * them is off by 2e-4; the rows first, then what they came to, is off by the roundings of 160 + 320 sums.
 */
function averaged(x: Tensor4D, size: Pair, strides: Pair = [1, 1]): Tensor4D {
  const [[height, width], [down, across]] = [size, strides]
  if (height * width <= exactlySummed) return tf.avgPool(x, [height, width], [down, across], 'valid')
  return tf.avgPool(tf.avgPool(x, [1, width], [1, across], 'valid'), [height, 1], [down, 1], 'valid')
}

/** The gradient [batch, 1, 1, channels] of the largest pixel of a whole picture, in equal parts to all that are. */
function sharedOut(x: Tensor, y: Tensor, dy: Tensor): Tensor {
  // 1 where the pixel equals the maximum: none is above it.
  const equal = tf.sub(1, tf.step(tf.sub(y, x)))
  return tf.mul(equal, tf.div(dy, tf.sum(equal, [1, 2], true)))
}

// TensorFlow.js has no kernel for the gradient of a maximum on wasm, so it is made of others: in as many steps as there
// are windows, or pixels in a window, whichever are fewer.

/** Window by window the gradient goes to the first of the largest pixels, row by row. */
function windowByWindow(op: OpOf<'max-pool-grad'>, shape: Shape, x: Tensor, dy: Tensor4D): Tensor {
  const picture = padded(x, op.pads, lowest)
  const [batch, , , channels] = picture.shape
  const pixels = op.size[0] * op.size[1]
  return scatteredWindows(op, [dy.shape[1], dy.shape[2]], shape, (window, [top, left]) => {
    const part = cut(picture, top, left, op.size)
    const first = tf.argMax(tf.reshape(part, [batch, pixels, channels]), 1)
    const wins = tf.cast(tf.transpose(tf.oneHot(first, pixels), [0, 2, 1]), 'float32')
    return tf.mul(tf.reshape(wins, part.shape), at(dy, window))
  })
}

/** The pixel of each window: [batch, 1, 1, channels]. */
function at(values: Tensor4D, [row, column]: Pair): Tensor4D {
  return cut(values, row, column, [1, 1])
}

/**
 * Offset by offset: where the window's pixel there equals the maximum, and no earlier pixel of the window did, the
 * gradient goes.
 */
function offsetByOffset(op: OpOf<'max-pool-grad'>, shape: Shape, x: Tensor, y: Tensor4D, dy: Tensor4D): Tensor {
  const picture = padded(x, op.pads, lowest)
  let free = tf.onesLike(y)
  const dx = scattered(op, shape, (offset) => {
    const equal = tf.sub(1, tf.step(tf.sub(y, gathered(picture, y.shape, offset, op.strides))))
    const wins: Tensor4D = tf.mul(equal, free)
    const taken = free
    free = tf.keep(tf.sub(taken, wins))
    taken.dispose()
    return tf.mul(dy, wins)
  })
  free.dispose()
  return dx
}
