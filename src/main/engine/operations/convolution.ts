import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core'
import type { OpOf, Weights } from '../../model/graph/graph.ts'
import { dilatedKernel } from '../../model/graph/dilatedKernel.ts'
import { tf } from '../tensorflowBackend.ts'
import { padded, padding } from './extent.ts'

type Window = Pick<OpOf<'conv2d'>, 'kernel' | 'strides' | 'dilations' | 'pads' | 'groups'>
type Upload = (data: Float32Array, shape: readonly number[]) => Tensor
type Convolve = (x: Tensor4D) => Tensor4D

/** Prepares a convolution without its bias: whole, depthwise, or group by group. */
export function convolution(window: Window, upload: Upload): Convolve {
  const [, , depth = 1] = window.kernel.shape
  const [sy, sx] = window.strides
  const groups = window.groups ?? 1
  if (groups === 1) return whole(window, upload)
  // TensorFlow's depthwise kernel takes one stride for both axes.
  return depth === 1 && sy === sx ? depthwise(window, groups, upload) : byGroups(window, groups, upload)
}

function whole({ kernel: stated, strides, dilations, pads }: Window, upload: Upload): Convolve {
  // No TensorFlow kernel takes strides and dilations together.
  const isStrided = strides.some((stride) => stride > 1)
  const weights = isStrided ? dilatedKernel(stated, dilations) : stated
  const kernel = upload(weights.data, weights.shape) as Tensor4D
  const pad = padding(pads)
  const apart: [number, number] = isStrided ? [1, 1] : [...dilations]
  return (x) => tf.conv2d(x, kernel, [...strides], pad, 'NHWC', apart)
}

/** Kernel [kh, kw, 1, channels * multiplier]: the same numbers are TensorFlow's [kh, kw, channels, multiplier]. */
function depthwise({ kernel: stated, strides, dilations, pads }: Window, channels: number, upload: Upload): Convolve {
  const { shape, data } = dilatedKernel(stated, dilations)
  const [kh, kw, , out] = shape as [number, number, number, number]
  const kernel = upload(data, [kh, kw, channels, out / channels]) as Tensor4D
  return (x) => tf.depthwiseConv2d(padded(x, pads), kernel, [...strides], 'valid')
}

function byGroups(window: Window, groups: number, upload: Upload): Convolve {
  const parts = Array.from({ length: groups }, (_, group) =>
    whole({ ...window, kernel: kernelOf(window.kernel, group, groups) }, upload)
  )
  return (x) => {
    const pictures: Tensor4D[] = tf.split(x, groups, 3)
    return tf.concat(
      parts.map((convolve, group) => convolve(pictures[group]!)),
      3
    )
  }
}

/** The part [kh, kw, in / groups, out / groups] of a grouped kernel [kh, kw, in / groups, out]. */
function kernelOf({ shape, data }: Weights, group: number, groups: number): Weights {
  const out = shape[3]!
  const own = out / groups
  const rows = data.length / out
  const part = new Float32Array(rows * own)
  for (let row = 0; row < rows; row++) {
    part.set(data.subarray(row * out + group * own, row * out + (group + 1) * own), row * own)
  }
  return { shape: [...shape.slice(0, 3), own], data: part }
}
