import { activate, affine, selu, simple, softmax } from '../lowering/activations.ts'
import type { OperatorCall, OperatorImporter } from '../lowering/call.ts'
import { constant } from '../lowering/constant.ts'
import { channelFactors, combined, negated, reciprocal, scaled } from '../lowering/elementwise.ts'
import { mappedConstant, product } from '../lowering/folding.ts'
import { sizesOf, type Value } from '../lowering/value.ts'

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

const hardSigmoid = (call: OperatorCall, alpha: number, beta: number, step?: string): Value =>
  activate(call, { kind: 'clip', min: 0, max: 1 }, affine(call, call.anyValue(0), alpha, beta, 'line'), step)

const hardSwish: OperatorImporter = (call) => {
  const value = call.anyValue(0)
  const gate = hardSigmoid(call, 1 / 6, 0.5, 'gate')
  return call.emit({ type: 'multiply' }, [value, gate], value.shape, { like: value })
}

/** x tanh(softplus(x)). */
const mish: OperatorImporter = (call) => {
  const value = call.anyValue(0)
  const gate = activate(call, { kind: 'tanh' }, activate(call, { kind: 'softplus' }, value, 'softplus'), 'gate')
  return call.emit({ type: 'multiply' }, [value, gate], value.shape, { like: value })
}

/** max(0, x) + min(0, alpha (e^(x / alpha) - 1)). */
const celu: OperatorImporter = (call) => {
  const alpha = call.float('alpha', 1)
  const narrow = affine(call, call.anyValue(0), 1 / alpha, 0, 'narrow')
  return affine(call, activate(call, { kind: 'elu', alpha: 1 }, narrow, 'elu'), alpha, 0)
}

/** x above alpha, 0 elsewhere. */
const thresholded: OperatorImporter = (call) => {
  const value = call.anyValue(0)
  const isAbove = activate(call, { kind: 'step' }, affine(call, value, 1, -call.float('alpha', 1), 'line'), 'above')
  return combined(call, 'multiply', value, isAbove)
}

/** x / (1 + |x|). */
const softsign: OperatorImporter = (call) => {
  const value = call.anyValue(0)
  const size = affine(call, activate(call, { kind: 'absolute' }, value, 'size'), 1, 1, 'line')
  return combined(call, 'multiply', value, reciprocal(call, size, 'reciprocal'))
}

/** 1 above zero, -1 below it. */
const sign: OperatorImporter = (call) => {
  const value = call.anyValue(0)
  const isBelow = activate(call, { kind: 'step' }, negated(call, value, 'negative'), 'below')
  const isAbove = activate(call, { kind: 'step' }, value, 'above')
  return combined(call, 'add', isAbove, negated(call, isBelow, 'minus'))
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
  Cos: (call) => activate(call, { kind: 'sine' }, affine(call, call.anyValue(0), 1, Math.PI / 2, 'quarter')),
  Sign: sign,
  Softsign: softsign,
  Celu: celu,
  ThresholdedRelu: thresholded,
  Gelu: simple((call) => ({ kind: 'gelu', approximate: call.choice('approximate', ['none', 'tanh']) === 'tanh' })),
  Swish: simple((call) =>
    call.float('alpha', 1) === 1 ? { kind: 'swish' } : call.refuse('has an alpha other than 1', 'use alpha 1')
  ),
  PRelu: prelu,
  Selu: (call) =>
    selu(call, { alpha: call.float('alpha', 1.6732632423543772), gamma: call.float('gamma', 1.0507009873554805) }),
  Clip: clip,
  HardSigmoid: (call) => hardSigmoid(call, call.float('alpha', 0.2), call.float('beta', 0.5)),
  HardSwish: hardSwish,
  Mish: mish,
  Softmax: (call) => softmaxOf(call),
  LogSoftmax: (call) => activate(call, { kind: 'log' }, softmaxOf(call, 'likelihood'))
}
