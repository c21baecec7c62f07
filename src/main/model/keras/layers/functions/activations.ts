import type { ActivationKind } from '../../../graph/graph.ts'
import { activate, affine, softmax } from '../../../lowering/activations.ts'
import { combined, negated, raised } from '../../../lowering/elementwise.ts'
import type { Value } from '../../../lowering/value.ts'
import { celu, hardSwish, mish, selu, softsign } from '../../../lowering/writtenOut.ts'
import type { FunctionCall, KnownFunction } from './functionCall.ts'
import { input, simple } from './numberByNumber.ts'

/** Activation functions. */

/** Keras's: x from the threshold up to the largest value, slope (x - threshold) below it. */
const relu: KnownFunction = (call) => {
  const value = input(call)
  const slope = call.numberAt(0, 1, 'alpha', 'negative_slope')
  const most = call.numberAt(Infinity, 2, 'max_value')
  const threshold = call.numberAt(0, 3, 'threshold')
  if (threshold === 0 && most === Infinity)
    return activate(call, slope === 0 ? { kind: 'relu' } : { kind: 'leaky-relu', alpha: slope }, value)
  const isAbove = (): Value => activate(call, { kind: 'step' }, affine(call, value, 1, -threshold, 'over'), 'is-above')
  const passed = threshold === 0 ? value : combined(call, 'multiply', value, isAbove())
  const above =
    threshold !== 0 && most === Infinity ? passed : activate(call, { kind: 'clip', min: 0, max: most }, passed)
  if (slope === 0) return above
  const below = activate(call, { kind: 'relu' }, affine(call, value, -1, threshold, 'under'), 'below')
  return combined(call, 'add', above, affine(call, below, -slope, 0, 'slope'))
}

const elu: KnownFunction = (call) => activate(call, { kind: 'elu', alpha: call.numberAt(1, 1, 'alpha') }, input(call))

const leakyRelu: KnownFunction = (call) =>
  activate(call, { kind: 'leaky-relu', alpha: call.numberAt(0.2, 1, 'alpha', 'negative_slope') }, input(call))

/** tf.nn.gelu and Keras 2's are exact where nothing is said, keras.ops.nn.gelu is approximate. */
const gelu: KnownFunction = (call) => {
  const fallback = call.path.startsWith('keras.ops') ? 1 : 0
  const value = input(call)
  return activate(call, { kind: 'gelu', approximate: call.numberAt(fallback, 1, 'approximate') !== 0 }, value)
}

/** Keras 2's clip(0.2 x + 0.5), or Keras 3's relu6(x + 3) / 6. */
const hardSigmoid: KnownFunction = (call) => {
  const { isKeras3 } = call.around.layer
  const bounds: ActivationKind = { kind: 'clip', min: 0, max: 1, atKink: isKeras3 ? 0 : 1 }
  return activate(call, bounds, affine(call, input(call), isKeras3 ? 1 / 6 : 0.2, 0.5, 'line'))
}

/** x - tanh(x). */
const tanhShrink: KnownFunction = (call) => {
  const value = input(call)
  const bent = activate(call, { kind: 'tanh' }, value, 'tanh')
  return combined(call, 'add', value, negated(call, bent, 'negative'))
}

/** x less what of it lies within -threshold to threshold. */
const softShrink: KnownFunction = (call) => {
  const value = input(call)
  const threshold = call.numberAt(0.5, 1, 'threshold')
  const inside = activate(call, { kind: 'clip', min: -threshold, max: threshold, atKink: 1 }, value, 'inside')
  return combined(call, 'add', value, negated(call, inside, 'negative'))
}

/** (x + sqrt(x^2 + b)) / 2. */
const squareplus: KnownFunction = (call) => {
  const value = input(call)
  const under = affine(call, raised(call, value, 2, 'square'), 1, call.numberAt(4, 1, 'b'), 'line')
  return affine(call, combined(call, 'add', value, raised(call, under, 0.5, 'root')), 0.5, 0)
}

/** -softplus(-x). */
const logSigmoid: KnownFunction = (call) =>
  negated(call, activate(call, { kind: 'softplus' }, negated(call, input(call), 'negative'), 'softplus'))

/** A function of one tensor that is written out the same in all formats. */
const of =
  (apply: (call: FunctionCall, value: Value) => Value): KnownFunction =>
  (call) =>
    apply(call, input(call))

const softmaxAlong: KnownFunction = (call) => {
  const value = input(call)
  return softmax(call, value, call.axisOf(call.numberAt(-1, 1, 'axis', 'dim'), value))
}

/** Of each number by itself. */
export const activationFunctions: Readonly<Record<string, KnownFunction>> = {
  relu,
  relu6: simple({ kind: 'clip', min: 0, max: 6 }),
  elu,
  selu: of((call, value) => selu(call, value, { atKink: 1 })),
  silu: simple({ kind: 'swish' }),
  swish: simple({ kind: 'swish' }),
  leaky_relu: leakyRelu,
  gelu,
  softplus: simple({ kind: 'softplus' }),
  softsign: of(softsign),
  hard_sigmoid: hardSigmoid,
  hard_silu: of(hardSwish),
  hard_swish: of(hardSwish),
  mish: of(mish),
  celu: of((call, value) => celu(call, value, call.numberAt(1, 1, 'alpha'))),
  tanh_shrink: tanhShrink,
  soft_shrink: softShrink,
  squareplus,
  log_sigmoid: logSigmoid,
  hard_tanh: simple({ kind: 'clip', min: -1, max: 1, atKink: 1 })
}

/** Along an axis, but of the tensor's own shape. */
export const softmaxFunctions: Readonly<Record<string, KnownFunction>> = {
  softmax: softmaxAlong,
  log_softmax: (call) => {
    const value = input(call)
    const axis = call.axisOf(call.numberAt(-1, 1, 'axis', 'dim'), value)
    return activate(call, { kind: 'log' }, softmax(call, value, axis, 'softmax'))
  }
}
