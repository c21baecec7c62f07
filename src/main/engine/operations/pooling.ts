import type { Tensor4D } from '@tensorflow/tfjs-core'
import { seenCounts } from '../seenCounts.ts'
import { tf } from '../tensorflowBackend.ts'
import { padded } from './extent.ts'
import type { Operations } from './operation.ts'
import { gathered, scattered } from './windows.ts'

/** Less than any value of a picture, so that padding never wins a maximum. */
const lowest = -3e38

type Pooling = 'max-pool' | 'max-pool-grad' | 'average-pool' | 'average-pool-grad' | 'global-average-pool' | 'sum-pool'

/** Layers that gather the pixels of a window, and their adjoints. */
export const poolingOperations: Operations<Pooling> = {
  'max-pool'({ op }) {
    return ([x]) => tf.maxPool(padded(x!, op.pads, lowest), [...op.size], [...op.strides], 'valid')
  },

  // TensorFlow.js has no kernel for this on wasm. Offset by offset: where the window's pixel there equals the
  // maximum, and no earlier pixel of the window did, the gradient goes.
  'max-pool-grad'({ op, node }) {
    return ([x, y, dy]) => {
      const picture = padded(x!, op.pads, lowest)
      const maximum = y as Tensor4D
      let free = tf.onesLike(maximum)
      return scattered(op, node.shape, (offset) => {
        const equal = tf.sub(1, tf.step(tf.sub(maximum, gathered(picture, maximum.shape, offset, op.strides))))
        const wins = tf.mul(equal, free)
        free = tf.sub(free, wins)
        return tf.mul(dy!, wins)
      })
    }
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
      const y = tf.avgPool(padded(x!, op.pads), [...op.size], [...op.strides], 'valid')
      return whole ? y : tf.mul(y, correction)
    }
  },

  'average-pool-grad'({ op, node, inputShapes, upload }) {
    const [rows, columns] = inputShapes[0]!
    const shares = seenCounts(op, node.shape, inputShapes[0]!).map((count) => 1 / count)
    const share = upload(shares, [1, rows!, columns!, 1])
    return ([dy]) => {
      const part = tf.mul(dy!, share) as Tensor4D
      return scattered(op, node.shape, () => part)
    }
  },

  'global-average-pool'({ node, inputShapes }) {
    const [height, width] = inputShapes[0]!
    return ([x]) => tf.reshape(tf.avgPool(x as Tensor4D, [height!, width!], 1, 'valid'), [x!.shape[0]!, ...node.shape])
  },

  'sum-pool'({ op }) {
    const size: [number, number] = [...op.size]
    return ([x]) => tf.mul(tf.avgPool(x as Tensor4D, size, size, 'valid'), size[0] * size[1])
  }
}
