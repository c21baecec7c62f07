import type { Pads, Pair, Shape, Weights } from '../../model/graph/graph.ts'
import { subPixelForm } from '../subPixel.ts'
import { type Emissions, perChannel, type Setting, toGraph, toHeld } from './emission.ts'
import type { Attributes, OnnxBuilder } from './onnxBuilder.ts'

/** Layers that multiply by weights. */
export const linearEmissions: Emissions<'affine' | 'conv2d' | 'conv2d-transpose' | 'dense' | 'matmul'> = {
  affine({ onnx, op, inputs, shapes }) {
    const shape = shapes[0]!
    const isScaled = op.scale.some((value) => value !== 1)
    const scaled = isScaled ? onnx.node('Mul', [inputs[0]!, perChannel(onnx, op.scale, shape)]) : inputs[0]!
    if (op.offset.every((value) => value === 0)) return scaled
    return onnx.node('Add', [scaled, perChannel(onnx, op.offset, shape)])
  },

  conv2d({ onnx, op, inputs }) {
    return convolution(onnx, inputs[0]!, op.kernel, op.bias, op)
  },

  'conv2d-transpose'(setting) {
    return asTransposed(setting) ?? asSubPixels(setting)
  },

  dense({ onnx, op, inputs, shapes }) {
    const [from, to] = [op.kernel.shape[0]!, op.kernel.shape[1]!]
    const rank = shapes[0]!.length
    if (rank === 3) {
      const kernel = { shape: [1, 1, from, to], data: op.kernel.data }
      return convolution(onnx, inputs[0]!, kernel, op.bias, { strides: [1, 1], pads: [0, 0, 0, 0] })
    }
    const kernel = onnx.floats(op.kernel.data, [from, to])
    const bias = op.bias && onnx.floats(op.bias, [to])
    if (rank === 1) return onnx.node('Gemm', [inputs[0]!, kernel, ...(bias ? [bias] : [])])
    const product = onnx.node('MatMul', [inputs[0]!, kernel])
    return bias ? onnx.node('Add', [product, bias]) : product
  },

  matmul({ onnx, node, inputs, shapes }) {
    const factors = inputs.map((input, which) => toGraph(onnx, input, shapes[which]!))
    return toHeld(onnx, onnx.node('MatMul', factors), node.shape)
  }
}

interface Window {
  strides: Pair
  pads: Pads
  dilations?: Pair
  groups?: number
}

function convolution(onnx: OnnxBuilder, x: string, kernel: Weights, bias: Float32Array | null, window: Window): string {
  const [kh, kw, depth, filters] = kernel.shape as [number, number, number, number]
  const weights = onnx.floats(reordered(kernel, [3, 2, 0, 1]), [filters, depth, kh, kw])
  const biases = bias ? [onnx.floats(bias, [bias.length])] : []
  const group = { int: window.groups ?? 1 }
  const attributes = { kernel_shape: { ints: [kh, kw] }, group, ...windowAttributes(window) }
  return onnx.node('Conv', [x, weights, ...biases], attributes)
}

/**
 * ONNX's own transposed convolution. It computes only the taps that a stride leaves, and so beats the sub-pixel form on
 * CPUs (measured on DAVE-2's gradient: 1.4 times as fast); without a stride the plain convolution is the faster one.
 * Null for those, and where the result ends more than a stride behind the last window.
 */
function asTransposed({ onnx, op, node, inputs, shapes }: Setting<'conv2d-transpose'>): string | null {
  if (op.strides.every((stride) => stride === 1)) return null
  const [kh, kw, filters, depth] = op.kernel.shape as [number, number, number, number]
  const { attributes, lacking } = spread(op, [kh, kw], shapes[0]!, node.shape)
  if (lacking.some((length) => length > 0)) return null
  const weights = onnx.floats(reordered(op.kernel, [3, 2, 0, 1]), [depth, filters, kh, kw])
  const biases = op.bias ? [onnx.floats(op.bias, [op.bias.length])] : []
  return onnx.node('ConvTranspose', [inputs[0]!, weights, ...biases], { ...attributes, group: { int: op.groups ?? 1 } })
}

/** As a plain convolution of all phases, woven together: see subPixelForm. */
function asSubPixels({ onnx, op, node, inputs, shapes }: Setting<'conv2d-transpose'>): string {
  const form = subPixelForm(op, shapes[0]!, node.shape)
  const [sy, sx] = op.strides
  const [height, width, channels] = node.shape as [number, number, number]
  const groups = op.groups ?? 1
  const own = channels / groups
  // Phase by phase within each group, as the sub-pixel kernel has its channels.
  const biasOf = (i: number): number => op.bias![Math.floor(i / (sy * sx * own)) * own + (i % own)]!
  const bias = op.bias && Float32Array.from({ length: sy * sx * channels }, (_, i) => biasOf(i))
  const phases = convolution(onnx, inputs[0]!, form.kernel, bias, { strides: [1, 1], pads: form.pads, groups })
  // Where a convolution pads by more than its kernel reaches, more than the result: what lies behind it is cut off below.
  const [above, beyond, below, before] = form.pads
  const rows = shapes[0]![0]! + above + below - form.kernel.shape[0]! + 1
  const columns = shapes[0]![1]! + before + beyond - form.kernel.shape[1]! + 1
  let woven = phases
  if (sy * sx > 1) {
    const isGrouped = groups > 1
    const split = isGrouped ? [0, groups, sy, sx, own, rows, columns] : [0, sy, sx, channels, rows, columns]
    const apart = onnx.node('Reshape', [phases, onnx.integers(split)])
    const order = isGrouped ? [0, 1, 4, 5, 2, 6, 3] : [0, 3, 4, 1, 5, 2]
    const turned = onnx.node('Transpose', [apart], { perm: { ints: order } })
    woven = onnx.node('Reshape', [turned, onnx.integers([0, channels, rows * sy, columns * sx])])
  }
  if (form.top === 0 && form.left === 0 && rows * sy === height && columns * sx === width) return woven
  const ends = [form.top + height, form.left + width]
  return onnx.node('Slice', [woven, onnx.integers([form.top, form.left]), onnx.integers(ends), onnx.integers([2, 3])])
}

/** Strides and pads of a plain convolution. */
function windowAttributes({ strides, pads, dilations = [1, 1] }: Window): Attributes {
  const [top, right, bottom, left] = pads
  return { strides: { ints: strides }, pads: { ints: [top, left, bottom, right] }, dilations: { ints: dilations } }
}

/**
 * How ONNX is told of a transposed convolution of `kernel` that leads from `input` to `output`. It lets a result end
 * less than a stride behind the last window; `lacking` are the rows and columns beyond that, which nothing reaches.
 */
export function spread(
  { strides, pads }: { strides: Pair; pads: Pads },
  kernel: Pair,
  input: Shape,
  output: Shape
): { attributes: Attributes; lacking: Pair } {
  const along = (axis: 0 | 1) => {
    const before = pads[axis === 0 ? 0 : 3]
    const cut = (input[axis]! - 1) * strides[axis] + kernel[axis] - before - output[axis]!
    const behind = Math.min(strides[axis] - 1, Math.max(0, -cut))
    return { before, after: Math.max(0, cut), behind, lacking: Math.max(0, -cut) - behind }
  }
  const [rows, columns] = [along(0), along(1)]
  const attributes = {
    kernel_shape: { ints: kernel },
    strides: { ints: strides },
    pads: { ints: [rows.before, columns.before, rows.after, columns.after] },
    output_padding: { ints: [rows.behind, columns.behind] }
  }
  return { attributes, lacking: [rows.lacking, columns.lacking] }
}

/** Weights with their axes in another order: result axis i is axis axes[i]. */
function reordered({ shape, data }: Weights, axes: readonly [number, number, number, number]): Float32Array {
  const steps = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, length) => product * length, 1))
  const [a, b, c, d] = axes.map((axis) => ({ length: shape[axis]!, step: steps[axis]! })) as [Axis, Axis, Axis, Axis]
  const result = new Float32Array(data.length)
  let at = 0
  for (let i = 0; i < a.length; i++)
    for (let j = 0; j < b.length; j++)
      for (let k = 0; k < c.length; k++)
        for (let l = 0; l < d.length; l++) result[at++] = data[i * a.step + j * b.step + k * c.step + l * d.step]!
  return result
}

interface Axis {
  length: number
  step: number
}
