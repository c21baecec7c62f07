import { type ActivationKind, type AtKink, isRoot, type Shape } from '../../model/graph/graph.ts'
import { channelAxis, type Emissions, perChannel } from './emission.ts'
import type { OnnxBuilder } from './onnxBuilder.ts'

/** Activations and their adjoints. */
export const activationEmissions: Emissions<'activation' | 'activation-grad'> = {
  activation({ onnx, op, inputs, shapes }) {
    return activate(onnx, op.activation, inputs[0]!, shapes[0]!)
  },

  'activation-grad'({ onnx, op, inputs, shapes }) {
    const [x, y, dy] = inputs as [string, string, string]
    if (op.activation.kind === 'softmax') return softmaxGradient(onnx, y, dy, channelAxis(shapes[0]!))
    return onnx.node('Mul', [dy, slope(onnx, op.activation, x, y, shapes[0]!)])
  }
}

function activate(onnx: OnnxBuilder, activation: ActivationKind, x: string, shape: Shape): string {
  switch (activation.kind) {
    case 'relu':
      return onnx.node('Relu', [x])
    case 'elu':
      return elu(onnx, x, activation.alpha)
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
      return onnx.node('Softmax', [x], { axis: { int: channelAxis(shape) } })
    case 'clip':
      return onnx.node('Clip', [x, onnx.float(activation.min), onnx.float(activation.max)])
    case 'swish':
      return onnx.node('Mul', [x, onnx.node('Sigmoid', [x])])
    case 'gelu':
      return onnx.node('Mul', [x, activation.approximate ? normalByTanh(onnx, x) : normal(onnx, x)])
    case 'prelu':
      return onnx.node('PRelu', [x, perChannel(onnx, activation.alpha, shape)])
    case 'erf':
      return onnx.node('Erf', [x])
    case 'power':
      return onnx.node('Pow', [x, onnx.float(activation.exponent)])
    case 'exp':
      return onnx.node('Exp', [x])
    case 'log':
      return onnx.node('Log', [x])
    case 'absolute':
      return onnx.node('Abs', [x])
    case 'sine':
      return onnx.node('Sin', [x])
    case 'step':
      return onnx.node('Where', [onnx.node('Greater', [x, onnx.float(0)]), onnx.float(1), onnx.float(0)])
  }
}

/** exp(x) below zero, 1 above it. ONNX Runtime computes what is asked for twice only once. */
function expBelowZero(onnx: OnnxBuilder, x: string): string {
  return onnx.node('Exp', [onnx.node('Min', [x, onnx.float(0)])])
}

/**
 * ELU (Clevert 2015, arXiv 1511.07289) by its exponential, which its slope needs too: ONNX Runtime's own `Elu` takes
 * twice as long as all of these, and nine times as long as `Exp`.
 */
function elu(onnx: OnnxBuilder, x: string, alpha: number): string {
  const below = onnx.node('Sub', [expBelowZero(onnx, x), onnx.float(1)])
  // exp(x) - 1 is never below x.
  if (alpha === 1) return onnx.node('Max', [x, below])
  return onnx.node('Add', [onnx.node('Relu', [x]), onnx.node('Mul', [below, onnx.float(alpha)])])
}

/** dy/dx of y = activation(x), element by element. */
function slope(
  onnx: OnnxBuilder,
  activation: Exclude<ActivationKind, { kind: 'softmax' }>,
  x: string,
  y: string,
  shape: Shape
): string {
  const one = (): string => onnx.float(1)
  switch (activation.kind) {
    case 'relu':
      // y is never negative: its sign is the slope.
      return onnx.node('Sign', [y])
    case 'elu': {
      // alpha exp(x) below zero, 1 above it.
      const power = expBelowZero(onnx, x)
      if (activation.alpha === 1) return power
      const below = onnx.node('Mul', [power, onnx.float(activation.alpha)])
      return onnx.node('Where', [isAbove(onnx, x, 0, activation.atKink), one(), below])
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
    case 'clip': {
      const { min, max, atKink } = activation
      const isBelow = onnx.node(atKink === 1 ? 'LessOrEqual' : 'Less', [x, onnx.float(max)])
      return onnx.node('Where', [onnx.node('And', [isAbove(onnx, x, min, atKink), isBelow]), one(), onnx.float(0)])
    }
    case 'swish': {
      const part = onnx.node('Sigmoid', [x])
      return onnx.node('Add', [part, onnx.node('Mul', [y, onnx.node('Sub', [one(), part])])])
    }
    case 'gelu': {
      if (!activation.approximate) return onnx.node('Add', [normal(onnx, x), onnx.node('Mul', [x, bell(onnx, x)])])
      const part = normalByTanh(onnx, x)
      // d/dx of the tanh's argument, twice.
      const square = onnx.node('Mul', [x, x])
      const inner = linear(onnx, square, 6 * cubic * Math.sqrt(2 / Math.PI), 2 * Math.sqrt(2 / Math.PI))
      const change = onnx.node('Mul', [part, onnx.node('Sub', [one(), part])])
      return onnx.node('Add', [part, onnx.node('Mul', [onnx.node('Mul', [x, inner]), change])])
    }
    case 'prelu': {
      const alpha = perChannel(onnx, activation.alpha, shape)
      const isBelow = onnx.node('Less', [x, onnx.float(0)])
      const below = activation.atKink === 0 ? onnx.node('Where', [isBelow, alpha, onnx.float(0)]) : alpha
      return onnx.node('Where', [isAbove(onnx, x, 0, activation.atKink), one(), below])
    }
    case 'erf':
      return onnx.node('Mul', [bell(onnx, onnx.node('Mul', [x, onnx.float(Math.SQRT2)])), onnx.float(2 * Math.SQRT2)])
    case 'power': {
      const lower = onnx.node('Pow', [x, onnx.float(activation.exponent - 1)])
      const slope = onnx.node('Mul', [lower, onnx.float(activation.exponent)])
      if (!isRoot(activation.exponent)) return slope
      return onnx.node('Where', [onnx.node('Greater', [x, onnx.float(0)]), slope, onnx.float(0)])
    }
    case 'exp':
      return y
    case 'log':
      return onnx.node('Reciprocal', [x])
    case 'absolute':
      return onnx.node('Sign', [x])
    case 'sine':
      return onnx.node('Cos', [x])
    case 'step':
      return onnx.float(0)
  }
}

/** Whether x is above a bound, or at it where the kink belongs to what is above. */
function isAbove(onnx: OnnxBuilder, x: string, bound: number, atKink: AtKink | undefined): string {
  return onnx.node(atKink === 1 ? 'GreaterOrEqual' : 'Greater', [x, onnx.float(bound)])
}

/** Factor of x^3 in GELU's tanh form (Hendrycks 2016, arXiv 1606.08415). */
const cubic = 0.044715

/** x * factor + offset */
function linear(onnx: OnnxBuilder, x: string, factor: number, offset: number): string {
  return onnx.node('Add', [onnx.node('Mul', [x, onnx.float(factor)]), onnx.float(offset)])
}

/** Probability that a normal number is below x. */
function normal(onnx: OnnxBuilder, x: string): string {
  return linear(onnx, onnx.node('Erf', [onnx.node('Mul', [x, onnx.float(Math.SQRT1_2)])]), 0.5, 0.5)
}

function normalByTanh(onnx: OnnxBuilder, x: string): string {
  const scale = Math.sqrt(2 / Math.PI)
  const factor = linear(onnx, onnx.node('Mul', [x, x]), scale * cubic, scale)
  return linear(onnx, onnx.node('Tanh', [onnx.node('Mul', [x, factor])]), 0.5, 0.5)
}

/** Density of the normal distribution. */
function bell(onnx: OnnxBuilder, x: string): string {
  const exponent = onnx.node('Mul', [onnx.node('Mul', [x, x]), onnx.float(-0.5)])
  return onnx.node('Mul', [onnx.node('Exp', [exponent]), onnx.float(1 / Math.sqrt(2 * Math.PI))])
}

function softmaxGradient(onnx: OnnxBuilder, y: string, dy: string, channels: number): string {
  const product = onnx.node('Mul', [dy, y])
  const sum = onnx.node('ReduceSum', [product, onnx.integers([channels])], { keepdims: { int: 1 } })
  return onnx.node('Mul', [y, onnx.node('Sub', [dy, sum])])
}
