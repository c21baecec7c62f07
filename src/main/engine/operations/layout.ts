import type { Tensor4D } from '@tensorflow/tfjs-core'
import { tf } from '../tensorflowBackend.ts'
import { cut, padded, repeatedTo } from './extent.ts'
import type { Operations } from './operation.ts'

type Layout = 'crop' | 'pad' | 'reshape' | 'permute' | 'concat' | 'slice' | 'upsample' | 'broadcast' | 'constant'

/** Layers that move or repeat numbers. */
export const layoutOperations: Operations<Layout> = {
  crop({ op, node }) {
    return ([x]) => tf.clone(cut(x!, op.pads[0], op.pads[3], node.shape))
  },

  pad({ op }) {
    return ([x]) => tf.clone(padded(x!, op.pads))
  },

  reshape({ node }) {
    return ([x]) => tf.reshape(x!, [x!.shape[0], ...node.shape])
  },

  permute({ op }) {
    const axes = [0, ...op.axes.map((axis) => axis + 1)]
    return ([x]) => tf.transpose(x!, axes)
  },

  concat({ op }) {
    return (inputs) => {
      const batch = Math.max(...inputs.map((x) => x.shape[0]))
      return tf.concat(
        inputs.map((x) => repeatedTo(batch, x)),
        op.axis + 1
      )
    }
  },

  slice({ op, node }) {
    return ([x]) => {
      const begin = x!.shape.map((_, axis) => (axis === op.axis + 1 ? op.from : 0))
      return tf.slice(x!, begin, [x!.shape[0], ...node.shape])
    }
  },

  upsample({ node }) {
    const [height, width] = node.shape
    return ([x]) => tf.image.resizeNearestNeighbor(x as Tensor4D, [height!, width!])
  },

  broadcast({ op, node, upload }) {
    const [height, width, channels] = node.shape
    const factor = upload(new Float32Array(height! * width!).fill(op.factor), [1, height!, width!, 1])
    return ([x]) => tf.mul(factor, tf.reshape(x!, [x!.shape[0], 1, 1, channels!]))
  },

  constant({ op, upload }) {
    const value = upload(op.value.data, [1, ...op.value.shape])
    // A clone, because the session disposes of every value behind its last reader.
    return () => tf.clone(value)
  }
}
