import type { ActivationKind } from '../../model/graph.ts'
import { channelAxis, type Emissions } from './emission.ts'
import type { OnnxBuilder } from './onnxBuilder.ts'

/** Activations and their adjoints. */
export const activationEmissions: Emissions<'activation' | 'activation-grad'> = {
  activation({ onnx, op, inputs, shapes }) {
    return activate(onnx, op.activation, inputs[0]!, channelAxis(shapes[0]!))
  },

  'activation-grad'({ onnx, op, inputs, shapes }) {
    const [x, y, dy] = inputs as [string, string, string]
    if (op.activation.kind === 'softmax') return softmaxGradient(onnx, y, dy, channelAxis(shapes[0]!))
    return onnx.node('Mul', [dy, slope(onnx, op.activation, x, y)])
  }
}

function activate(onnx: OnnxBuilder, activation: ActivationKind, x: string, channels: number): string {
  switch (activation.kind) {
    case 'relu':
      return onnx.node('Relu', [x])
    case 'elu':
      return onnx.node('Elu', [x], { alpha: { float: activation.alpha } })
    case 'leaky-relu':
      return onnx.node('LeakyRelu', [x], { alpha: { float: activation.alpha } })
    case 'tanh':
      return onnx.node('Tanh', [x])
    case 'sigmoid':
      return onnx.node('Sigmoid', [x])
    case 'atan':
      return onnx.node('Atan', [x])
    case 'softplus':
      return onnx.node('Softplus', [x])
    case 'softmax':
      return onnx.node('Softmax', [x], { axis: { int: channels } })
  }
}

/** dy/dx of y = activation(x), element by element. */
function slope(onnx: OnnxBuilder, activation: Exclude<ActivationKind, { kind: 'softmax' }>, x: string, y: string) {
  const one = (): string => onnx.float(1)
  switch (activation.kind) {
    case 'relu':
      // y is never negative: its sign is the slope.
      return onnx.node('Sign', [y])
    case 'elu': {
      // y + alpha below zero, 1 above it.
      const below = onnx.node('Add', [y, onnx.float(activation.alpha)])
      if (activation.alpha === 1) return onnx.node('Clip', [below, '', one()])
      return onnx.node('Where', [onnx.node('Greater', [x, onnx.float(0)]), one(), below])
    }
    case 'leaky-relu':
      return onnx.node('Where', [onnx.node('Greater', [x, onnx.float(0)]), one(), onnx.float(activation.alpha)])
    case 'tanh':
      return onnx.node('Sub', [one(), onnx.node('Mul', [y, y])])
    case 'sigmoid':
      return onnx.node('Mul', [y, onnx.node('Sub', [one(), y])])
    case 'atan':
      return onnx.node('Reciprocal', [onnx.node('Add', [onnx.node('Mul', [x, x]), one()])])
    case 'softplus':
      return onnx.node('Sigmoid', [x])
  }
}

function softmaxGradient(onnx: OnnxBuilder, y: string, dy: string, channels: number): string {
  const product = onnx.node('Mul', [dy, y])
  const sum = onnx.node('ReduceSum', [product, onnx.integers([channels])], { keepdims: { int: 1 } })
  return onnx.node('Mul', [y, onnx.node('Sub', [dy, sum])])
}
