import type { ActivationKind } from '../graph/graph.ts'
import { activate, affine, simple, softmax } from '../lowering/activations.ts'
import { power } from '../lowering/arithmetic.ts'
import type { OperatorCall, OperatorImporter } from '../lowering/call.ts'
import { constant } from '../lowering/constant.ts'
import { channelFactors, combined, negated, raised, scaled } from '../lowering/elementwise.ts'
import { bounded } from '../lowering/extremes.ts'
import { mappedConstant } from '../lowering/folding.ts'
import { sum } from '../lowering/reductions.ts'
import type { Value } from '../lowering/value.ts'
import { cosine, hardSwish, sign } from '../lowering/writtenOut.ts'

/** Operators on each number by itself, softmax and the length of a row. */

/** Without anything to set, by the operator's name. */
const plain: Readonly<Record<string, ActivationKind>> = {
  RELU: { kind: 'relu' },
  RELU6: { kind: 'clip', min: 0, max: 6 },
  RELU_N1_TO_1: { kind: 'clip', min: -1, max: 1 },
  RELU_0_TO_1: { kind: 'clip', min: 0, max: 1 },
  ELU: { kind: 'elu', alpha: 1 },
  LOGISTIC: { kind: 'sigmoid' },
  TANH: { kind: 'tanh' },
  EXP: { kind: 'exp' },
  LOG: { kind: 'log' },
  ABS: { kind: 'absolute' },
  SIN: { kind: 'sine' }
}

const zero = constant([], [0])

/** x above zero, slope x below; a slope that is not one a channel is written out as max(x, 0) - slope max(-x, 0). */
const prelu: OperatorImporter = (call) => {
  const value = call.anyValue(0)
  const slope = call.constant(1)
  const alpha = channelFactors(call, value, slope)
  // Keras, from which such models are converted, makes it of two ReLUs.
  if (alpha) return activate(call, { kind: 'prelu', alpha, atKink: 0 }, value)
  const below = activate(call, { kind: 'relu' }, negated(call, value, 'negative'), 'below')
  const minus = mappedConstant(slope, (v) => -v)
  return combined(call, 'add', activate(call, { kind: 'relu' }, value, 'above'), scaled(call, below, minus, zero))
}

/** Along the last axis, of beta x. */
function softmaxOf(call: OperatorCall, step?: string): Value {
  const value = call.value(0)
  if (value.axes.length === 0) call.refuse('is of a single number', 'convert the model again')
  const beta = call.float('beta', 1)
  const sharpened = beta === 1 ? value : affine(call, value, beta, 0, 'beta')
  return softmax(call, sharpened, value.axes.length - 1, step)
}

/** x over the length of its last axis, which is at least 1e-6. */
const normalised: OperatorImporter = (call) => {
  const value = call.anyValue(0)
  const squares = sum(call, raised(call, value, 2, 'square'), { axes: [value.axes.length - 1], keep: true })
  const safe = activate(call, { kind: 'clip', min: 1e-12, max: Infinity }, squares, 'safe')
  return combined(call, 'multiply', value, raised(call, safe, -0.5, 'reciprocal'))
}

export const activationOperators: Record<string, OperatorImporter> = {
  ...Object.fromEntries(Object.entries(plain).map(([name, kind]) => [name, simple(() => kind)])),
  LEAKY_RELU: simple((call) => ({ kind: 'leaky-relu', alpha: call.float('alpha', 0) })),
  PRELU: prelu,
  GELU: simple((call) => ({ kind: 'gelu', approximate: call.int('approximate', 0) === 1 })),
  HARD_SWISH: (call) => hardSwish(call, call.anyValue(0)),
  SOFTMAX: (call) => softmaxOf(call),
  LOG_SOFTMAX: (call) => activate(call, { kind: 'log' }, softmaxOf(call, 'likelihood')),
  L2_NORMALIZATION: normalised,
  MAXIMUM: bounded('min'),
  MINIMUM: bounded('max'),
  SQUARE: (call) => raised(call, call.anyValue(0), 2),
  SQRT: (call) => raised(call, call.anyValue(0), 0.5),
  RSQRT: (call) => raised(call, call.anyValue(0), -0.5),
  POW: power,
  NEG: (call) => negated(call, call.anyValue(0)),
  COS: (call) => cosine(call, call.anyValue(0)),
  SIGN: (call) => sign(call, call.anyValue(0))
}
