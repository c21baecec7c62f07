import type { Pads, Pair, Shape, Weights } from '../../model/graph.ts'
import { subPixelForm } from '../subPixel.ts'
import { channelAxis, type Emissions, type Setting } from './emission.ts'
import type { Attributes, OnnxBuilder } from './onnxBuilder.ts'

/** Layers that multiply by weights. */
export const linearEmissions: Emissions<'affine' | 'conv2d' | 'conv2d-transpose' | 'dense'> = {
  affine({ onnx, op, inputs, shapes }) {
    const shape = shapes[0]!
    const alongChannels = (values: Float32Array): string =>
      onnx.floats(values, values.length === 1 || channelAxis(shape) !== 1 ? [values.length] : [values.length, ...trailing(shape)])
    const scaled = op.scale.every((value) => value === 1)
      ? inputs[0]!
      : onnx.node('Mul', [inputs[0]!, alongChannels(op.scale)])
    if (op.offset.every((value) => value === 0)) return scaled
    return onnx.node('Add', [scaled, alongChannels(op.offset)])
  },

  conv2d({ onnx, op, inputs }) {
    return convolution(onnx, inputs[0]!, op.kernel, op.bias, op)
  },

  'conv2d-transpose'(setting) {
    const { op } = setting
    const mode = (globalThis as any).mode; const isStrided = mode ? mode(op, setting.node) : op.strides.some((s) => s > 1)
    return isStrided ? asTransposed(setting) : asSubPixels(setting)
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
  }
}

/** ONNX broadcasts from the last axis on: ones for the axes behind the channels. */
function trailing(shape: Shape): number[] {
  return shape.length === 3 ? [1, 1] : []
}

interface Window {
  strides: Pair
  pads: Pads
  dilations?: Pair
}

function convolution(onnx: OnnxBuilder, x: string, kernel: Weights, bias: Float32Array | null, window: Window): string {
  const [kh, kw, depth, filters] = kernel.shape as [number, number, number, number]
  const weights = onnx.floats(reordered(kernel, [3, 2, 0, 1]), [filters, depth, kh, kw])
  const biases = bias ? [onnx.floats(bias, [bias.length])] : []
  const attributes = { kernel_shape: { ints: [kh, kw] }, ...windowAttributes(window) }
  return onnx.node('Conv', [x, weights, ...biases], attributes)
}

/** ONNX's own transposed convolution: best where strides would leave a plain one many zero taps. */
function asTransposed({ onnx, op, node, inputs, shapes }: Setting<'conv2d-transpose'>): string {
  const [kh, kw, filters, depth] = op.kernel.shape as [number, number, number, number]
  const weights = onnx.floats(reordered(op.kernel, [3, 2, 0, 1]), [depth, filters, kh, kw])
  const biases = op.bias ? [onnx.floats(op.bias, [op.bias.length])] : []
  const attributes = { kernel_shape: { ints: [kh, kw] }, ...spreadAttributes(op, [kh, kw], shapes[0]!, node.shape) }
  return onnx.node('ConvTranspose', [inputs[0]!, weights, ...biases], attributes)
}

/** As a plain convolution of all phases, woven together: see subPixelForm. */
function asSubPixels({ onnx, op, node, inputs, shapes }: Setting<'conv2d-transpose'>): string {
  const form = subPixelForm(op, shapes[0]!, node.shape)
  const [sy, sx] = op.strides
  const [height, width, channels] = node.shape as [number, number, number]
  const bias = op.bias && Float32Array.from({ length: sy * sx * channels }, (_, i) => op.bias![i % channels]!)
  const phases = convolution(onnx, inputs[0]!, form.kernel, bias, { strides: [1, 1], pads: form.pads })
  const rows = Math.ceil((form.top + height) / sy)
  const columns = Math.ceil((form.left + width) / sx)
  let woven = phases
  if (sy * sx > 1) {
    const apart = onnx.node('Reshape', [phases, onnx.integers([0, sy, sx, channels, rows, columns])])
    const turned = onnx.node('Transpose', [apart], { perm: { ints: [0, 3, 4, 1, 5, 2] } })
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

/** Strides and pads with which a transposed convolution of `kernel` leads from `input` to `output`. */
export function spreadAttributes(
  { strides, pads }: { strides: Pair; pads: Pads },
  kernel: Pair,
  input: Shape,
  output: Shape
): Attributes {
  // What the end of the picture is cut by; below zero, rows or columns that no window reaches.
  const cut = ([0, 1] as const).map((axis) => {
    const before = pads[axis === 0 ? 0 : 3]
    return (input[axis]! - 1) * strides[axis] + kernel[axis] - before - output[axis]!
  }) as [number, number]
  return {
    strides: { ints: strides },
    pads: { ints: [pads[0], pads[3], Math.max(0, cut[0]), Math.max(0, cut[1])] },
    output_padding: { ints: cut.map((length) => Math.max(0, -length)) }
  }
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

