import type { Rank, Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core'
import type { Pair } from '../../model/graph/graph.ts'
import { subPixelForm } from '../subPixel.ts'
import { tf } from '../tensorflowBackend.ts'
import { convolution } from './convolution.ts'
import { cut, repeatedTo } from './extent.ts'
import type { Operations } from './operation.ts'

/** Layers that multiply by weights. */
export const linearOperations: Operations<'affine' | 'conv2d' | 'conv2d-transpose' | 'dense' | 'matmul'> = {
  affine({ op, upload }) {
    const scale = upload(op.scale, [op.scale.length])
    const offset = op.offset.some((value) => value !== 0) ? upload(op.offset, [op.offset.length]) : null
    return ([x]) => (offset ? tf.add(tf.mul(x!, scale), offset) : tf.mul(x!, scale))
  },

  conv2d({ op, upload }) {
    const convolve = convolution(op, upload)
    const bias = op.bias && upload(op.bias, [op.bias.length])
    return ([x]) => {
      const y = convolve(x as Tensor4D)
      return bias ? tf.add(y, bias) : y
    }
  },

  'conv2d-transpose'({ op, node, inputShapes, upload }) {
    const form = subPixelForm(op, inputShapes[0]!, node.shape)
    const groups = op.groups ?? 1
    const one: Pair = [1, 1]
    const convolve = convolution({ ...form, groups, strides: one, dilations: one }, upload)
    const bias = op.bias && upload(op.bias, [op.bias.length])
    const [sy, sx] = op.strides
    const channels = node.shape[2]!
    return ([x]) => {
      const phases = convolve(x as Tensor4D)
      const [batch, rows, columns] = phases.shape
      const whole: [number, number, number, number] = [batch, rows * sy, columns * sx, channels]
      const woven = tf.reshape(groups === 1 ? inRows(phases, sy) : inGroups(phases, groups, op.strides), whole)
      const y = cut(woven, form.top, form.left, node.shape)
      return bias ? tf.add(y, bias) : y
    }
  },

  dense({ op, node, upload }) {
    const kernel = upload(op.kernel.data, op.kernel.shape) as Tensor2D
    const bias = op.bias && upload(op.bias, [op.bias.length])
    return ([x]) => {
      const rows = tf.reshape<Rank.R2>(x!, [-1, op.kernel.shape[0]!])
      const product = tf.matMul(rows, kernel)
      const y = bias ? tf.add(product, bias) : product
      return tf.reshape(y, [x!.shape[0], ...node.shape])
    }
  },

  matmul() {
    return ([a, b]) => {
      const batch = Math.max(a!.shape[0], b!.shape[0])
      return tf.matMul(repeatedTo(batch, a!), repeatedTo(batch, b!))
    }
  }
}

/** Phases [batch, rows, columns, sy * sx * channels] as rows of sub-pixels. */
function inRows(phases: Tensor4D, sy: number): Tensor {
  const [batch, rows, columns, depth] = phases.shape
  return tf.transpose(tf.reshape(phases, [batch * rows, columns, sy, depth / sy]), [0, 2, 1, 3])
}

/** The same where the phases of each group stand together. */
function inGroups(phases: Tensor4D, groups: number, [sy, sx]: Pair): Tensor {
  const [batch, rows, columns, depth] = phases.shape
  const apart = tf.reshape(phases, [batch * rows, columns, groups, sy, sx, depth / (groups * sy * sx)])
  return tf.transpose(apart, [0, 3, 1, 4, 2, 5])
}
