import { activate, affine, simple, softmax } from '../../lowering/activations.ts'
import type { OperatorCall, OperatorImporter } from '../../lowering/call.ts'
import type { ActivationKind } from '../../graph/graph.ts'
import { channelFactors, negated, raised } from '../../lowering/elementwise.ts'
import { each } from '../../lowering/folding.ts'
import type { Value } from '../../lowering/value.ts'
import { celu, cosine, hardSwish, mish, selu, sign } from '../../lowering/writtenOut.ts'
import { type AtenOperator, type AtenOperators, ofSelf } from './atenOperator.ts'

/** Operators on each number by itself, and softmax. */

const one = (kind: ActivationKind): AtenOperator => ofSelf(simple(() => kind))

/** An operator that is worked out where its tensor is known. */
const folded = (importer: OperatorImporter, compute: (v: number) => number): AtenOperator => ({
  ...ofSelf(importer),
  folder: each(compute)
})

function clipped(call: OperatorCall, min: number, max: number): Value {
  if (min > max) return affine(call, call.anyValue(0), 0, max)
  if (min === 0 && max === Infinity) return activate(call, { kind: 'relu' }, call.anyValue(0))
  return activate(call, { kind: 'clip', min, max }, call.anyValue(0))
}

const clamp: OperatorImporter = (call) => {
  const { attributes } = call.operator
  if (!attributes.has('min') && !attributes.has('max'))
    call.refuse('has limits that are no numbers', 'clamp by numbers')
  return clipped(call, call.float('min', -Infinity), call.float('max', Infinity))
}

const elu: OperatorImporter = (call) => {
  if (call.float('scale', 1) !== 1 || call.float('input_scale', 1) !== 1)
    call.refuse('is scaled', 'export it as nn.ELU or nn.SELU')
  return activate(call, { kind: 'elu', alpha: call.float('alpha', 1) }, call.anyValue(0))
}

/** Beyond its threshold it is x itself, which it is as good as there. */
const softplus: OperatorImporter = (call) => {
  const beta = call.float('beta', 1)
  if (beta === 1) return activate(call, { kind: 'softplus' }, call.anyValue(0))
  const line = affine(call, call.anyValue(0), beta, 0, 'line')
  return affine(call, activate(call, { kind: 'softplus' }, line, 'softplus'), 1 / beta, 0)
}

const hardSigmoid: OperatorImporter = (call) =>
  activate(call, { kind: 'clip', min: 0, max: 1 }, affine(call, call.anyValue(0), 1 / 6, 0.5, 'line'))

const prelu: OperatorImporter = (call) => {
  const value = call.anyValue(0)
  const slopes = call.constant(1)
  const dims = slopes.values.length === 1 ? [] : [slopes.values.length, ...value.axes.slice(1).map(() => 1)]
  const alpha = channelFactors(call, value, { ...slopes, dims })
  return alpha
    ? activate(call, { kind: 'prelu', alpha }, value)
    : call.refuse('has slopes of something else than channels', 'use nn.PReLU on pictures')
}

const softmaxOf = (call: OperatorCall, step?: string): Value => {
  const value = call.anyValue(0)
  return softmax(call, value, call.axisOf(call.int('dim', -1), value), step)
}

const logSoftmax: OperatorImporter = (call) => activate(call, { kind: 'log' }, softmaxOf(call, 'likelihood'))

export const activationOperators: AtenOperators = {
  relu: one({ kind: 'relu' }),
  relu6: one({ kind: 'clip', min: 0, max: 6 }),
  elu: ofSelf(elu),
  leaky_relu: ofSelf(simple((call) => ({ kind: 'leaky-relu', alpha: call.float('negative_slope', 0.01) }))),
  prelu: { tensors: ['self', 'weight'], importer: prelu },
  _prelu_kernel: { tensors: ['self', 'weight'], importer: prelu },
  hardtanh: ofSelf((call) => clipped(call, call.float('min_val', -1), call.float('max_val', 1))),
  clamp: ofSelf(clamp),
  clamp_min: ofSelf(clamp),
  clamp_max: ofSelf(clamp),
  tanh: one({ kind: 'tanh' }),
  sigmoid: one({ kind: 'sigmoid' }),
  selu: ofSelf((call) => selu(call, call.anyValue(0))),
  celu: ofSelf((call) => celu(call, call.anyValue(0), call.float('alpha', 1))),
  gelu: ofSelf(
    simple((call) => ({ kind: 'gelu', approximate: call.choice('approximate', ['none', 'tanh']) === 'tanh' }))
  ),
  silu: one({ kind: 'swish' }),
  mish: ofSelf((call) => mish(call, call.anyValue(0))),
  softplus: ofSelf(softplus),
  hardsigmoid: ofSelf(hardSigmoid),
  hardswish: ofSelf((call) => hardSwish(call, call.anyValue(0))),
  softmax: ofSelf((call) => softmaxOf(call)),
  _softmax: ofSelf((call) => softmaxOf(call)),
  log_softmax: ofSelf(logSoftmax),
  _log_softmax: ofSelf(logSoftmax),
  exp: folded(
    simple(() => ({ kind: 'exp' })),
    Math.exp
  ),
  log: folded(
    simple(() => ({ kind: 'log' })),
    Math.log
  ),
  abs: folded(
    simple(() => ({ kind: 'absolute' })),
    Math.abs
  ),
  neg: folded(
    (call) => negated(call, call.anyValue(0)),
    (v) => -v
  ),
  sqrt: folded((call) => raised(call, call.anyValue(0), 0.5), Math.sqrt),
  rsqrt: folded(
    (call) => raised(call, call.anyValue(0), -0.5),
    (v) => 1 / Math.sqrt(v)
  ),
  square: folded(
    (call) => raised(call, call.anyValue(0), 2),
    (v) => v * v
  ),
  reciprocal: folded(
    (call) => raised(call, call.anyValue(0), -1),
    (v) => 1 / v
  ),
  sin: folded(
    simple(() => ({ kind: 'sine' })),
    Math.sin
  ),
  cos: folded((call) => cosine(call, call.anyValue(0)), Math.cos),
  atan: folded(
    simple(() => ({ kind: 'atan' })),
    Math.atan
  ),
  erf: one({ kind: 'erf' }),
  sign: folded((call) => sign(call, call.anyValue(0)), Math.sign),
  sgn: folded((call) => sign(call, call.anyValue(0)), Math.sign)
}
