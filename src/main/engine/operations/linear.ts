import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core'
import { dilatedKernel } from '../../saliency/dilatedKernel.ts'
import { subPixelForm } from '../subPixel.ts'
import { tf } from '../tensorflowBackend.ts'
import { cut, padding } from './extent.ts'
import type { Operations } from './operation.ts'

/** Layers that multiply by weights. */
export const linearOperations: Operations<'affine' | 'conv2d' | 'conv2d-transpose' | 'dense'> = {
  affine({ op, upload }) {
    const scale = upload(op.scale, [op.scale.length])
    const offset = op.offset.some((value) => value !== 0) ? upload(op.offset, [op.offset.length]) : null
    return ([x]) => (offset ? tf.add(tf.mul(x!, scale), offset) : tf.mul(x!, scale))
  },

  conv2d({ op, upload }) {
    // No TensorFlow kernel takes strides and dilations together.
    const strided = op.strides.some((stride) => stride > 1)
    const weights = strided ? dilatedKernel(op.kernel, op.dilations) : op.kernel
    const kernel = upload(weights.data, weights.shape) as Tensor4D
    const bias = op.bias && upload(op.bias, [op.bias.length])
    const strides: [number, number] = [...op.strides]
    const dilations: [number, number] = strided ? [1, 1] : [...op.dilations]
    const pad = padding(op.pads)
    return ([x]) => {
      const y = tf.conv2d(x as Tensor4D, kernel, strides, pad, 'NHWC', dilations)
      return bias ? tf.add(y, bias) : y
    }
  },

  'conv2d-transpose'({ op, node, inputShapes, upload }) {
    const form = subPixelForm(op, inputShapes[0]!, node.shape)
    const kernel = upload(form.kernel.data, form.kernel.shape) as Tensor4D
    const bias = op.bias && upload(op.bias, [op.bias.length])
    const [sy, sx] = op.strides
    const channels = node.shape[2]!
    const pad = padding(form.pads)
    return ([x]) => {
      const phases = tf.conv2d(x as Tensor4D, kernel, 1, pad)
      const [batch, rows, columns] = phases.shape
      const apart = tf.reshape(phases, [batch * rows, columns, sy, sx * channels])
      const woven = tf.reshape(tf.transpose(apart, [0, 2, 1, 3]), [batch, rows * sy, columns * sx, channels])
      const y = cut(woven, form.top, form.left, node.shape)
      return bias ? tf.add(y, bias) : y
    }
  },

  dense({ op, node, upload }) {
    const kernel = upload(op.kernel.data, op.kernel.shape) as Tensor2D
    const bias = op.bias && upload(op.bias, [op.bias.length])
    return ([x]) => {
      const rows = tf.reshape(x!, [-1, op.kernel.shape[0]!]) as Tensor2D
      const product = tf.matMul(rows, kernel)
      const y = bias ? tf.add(product, bias) : product
      return tf.reshape(y, [x!.shape[0]!, ...node.shape])
    }
  }
}
