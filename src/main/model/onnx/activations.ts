import { activate, affine, simple, softmax } from '../lowering/activations.ts'
import type { OperatorCall, OperatorImporter } from '../lowering/call.ts'
import { constant } from '../lowering/constant.ts'
import { channelFactors, combined, negated, scaled } from '../lowering/elementwise.ts'
import { mappedConstant, product } from '../lowering/folding.ts'
import { sizesOf, type Value } from '../lowering/value.ts'
import { celu, cosine, hardSwish, mish, selu, sign, softsign } from '../lowering/writtenOut.ts'

/** Operators on each number by itself, and softmax. */

const clip: OperatorImporter = (call) => {
  const stated = (name: string, input: number, fallback: number): number =>
    call.scope.opset < 11 ? call.float(name, fallback) : (call.optional(input)?.values[0] ?? fallback)
  const [min, max] = [stated('min', 1, -Infinity), stated('max', 2, Infinity)]
  // The largest is what counts where it is less than the least.
  if (min > max) return affine(call, call.anyValue(0), 0, max)
  // Before version 11 the defaults were the largest floats.
  if (min === 0 && max > 1e38) return activate(call, { kind: 'relu' }, call.anyValue(0))
  return activate(call, { kind: 'clip', min, max }, call.anyValue(0))
}

/** x above zero, slope x below; a slope that is not one a channel is written out as max(x, 0) - slope max(-x, 0). */
const prelu: OperatorImporter = (call) => {
  const value = call.anyValue(0)
  const slope = call.constant(1)
  const alpha = channelFactors(call, value, slope)
  if (alpha) return activate(call, { kind: 'prelu', alpha }, value)
  const below = activate(call, { kind: 'relu' }, negated(call, value, 'negative'), 'below')
  const minus = mappedConstant(slope, (v) => -v)
  return combined(call, 'add', activate(call, { kind: 'relu' }, value, 'above'), scaled(call, below, minus, zero))
}

const zero = constant([], [0])

const hardSigmoid: OperatorImporter = (call) => {
  const line = affine(call, call.anyValue(0), call.float('alpha', 0.2), call.float('beta', 0.5), 'line')
  return activate(call, { kind: 'clip', min: 0, max: 1 }, line)
}

/** x above alpha, 0 elsewhere. */
const thresholded: OperatorImporter = (call) => {
  const value = call.anyValue(0)
  const isAbove = activate(call, { kind: 'step' }, affine(call, value, 1, -call.float('alpha', 1), 'line'), 'above')
  return combined(call, 'multiply', value, isAbove)
}

function softmaxOf(call: OperatorCall, step?: string): Value {
  const value = call.anyValue(0)
  const stated = call.int('axis', call.scope.opset < 13 ? 1 : -1)
  const axis = call.axisOf(stated, value)
  if (call.scope.opset >= 13 || axis === value.axes.length - 1) return softmax(call, value, axis, step)
  // Before version 13 it is one over all axes from the stated on.
  const sizes = sizesOf(value)
  const flat = call.reshaped(value, [...sizes.slice(0, axis), product(sizes.slice(axis))], { step: 'flat' })
  return call.reshaped(softmax(call, flat, axis, 'softmax'), sizes, step ? { step } : {})
}

export const activationOperators: Record<string, OperatorImporter> = {
  Relu: simple(() => ({ kind: 'relu' })),
  Elu: simple((call) => ({ kind: 'elu', alpha: call.float('alpha', 1) })),
  LeakyRelu: simple((call) => ({ kind: 'leaky-relu', alpha: call.float('alpha', 0.01) })),
  Tanh: simple(() => ({ kind: 'tanh' })),
  Sigmoid: simple(() => ({ kind: 'sigmoid' })),
  Softplus: simple(() => ({ kind: 'softplus' })),
  Atan: simple(() => ({ kind: 'atan' })),
  Erf: simple(() => ({ kind: 'erf' })),
  Exp: simple(() => ({ kind: 'exp' })),
  Log: simple(() => ({ kind: 'log' })),
  Abs: simple(() => ({ kind: 'absolute' })),
  Sin: simple(() => ({ kind: 'sine' })),
  Cos: (call) => cosine(call, call.anyValue(0)),
  Sign: (call) => sign(call, call.anyValue(0)),
  Softsign: (call) => softsign(call, call.anyValue(0)),
  Celu: (call) => celu(call, call.anyValue(0), call.float('alpha', 1)),
  ThresholdedRelu: thresholded,
  Gelu: simple((call) => ({ kind: 'gelu', approximate: call.choice('approximate', ['none', 'tanh']) === 'tanh' })),
  Swish: simple((call) =>
    call.float('alpha', 1) === 1 ? { kind: 'swish' } : call.refuse('has an alpha other than 1', 'use alpha 1')
  ),
  PRelu: prelu,
  Selu: (call) =>
    selu(call, call.anyValue(0), {
      alpha: call.float('alpha', 1.6732632423543772),
      gamma: call.float('gamma', 1.0507009873554805)
    }),
  Clip: clip,
  HardSigmoid: hardSigmoid,
  HardSwish: (call) => hardSwish(call, call.anyValue(0)),
  Mish: (call) => mish(call, call.anyValue(0)),
  Softmax: (call) => softmaxOf(call),
  LogSoftmax: (call) => activate(call, { kind: 'log' }, softmaxOf(call, 'likelihood'))
}
