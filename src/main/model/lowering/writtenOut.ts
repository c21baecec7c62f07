import type { AtKink } from '../graph/graph.ts'
import { activate, affine } from './activations.ts'
import type { OperatorCall } from './call.ts'
import { combined, negated, raised } from './elementwise.ts'
import type { Value } from './value.ts'

/** Activations that are several nodes, for operators of any format. */

/** x times a gate of x itself. */
const gated =
  (gate: (call: OperatorCall, value: Value) => Value) =>
  (call: OperatorCall, value: Value): Value =>
    combined(call, 'multiply', value, gate(call, value))

/** x relu6(x + 3) / 6. */
export const hardSwish = gated((call, value) =>
  activate(call, { kind: 'clip', min: 0, max: 1 }, affine(call, value, 1 / 6, 0.5, 'line'), 'gate')
)

/** x tanh(softplus(x)). */
export const mish = gated((call, value) =>
  activate(call, { kind: 'tanh' }, activate(call, { kind: 'softplus' }, value, 'softplus'), 'gate')
)

/** x / (1 + |x|). */
export const softsign = gated((call, value) =>
  raised(call, affine(call, activate(call, { kind: 'absolute' }, value, 'size'), 1, 1, 'line'), -1, 'reciprocal')
)

/** x above zero, alpha (e^(x / alpha) - 1) below: max(0, x) + min(0, alpha (e^(x / alpha) - 1)). */
export function celu(call: OperatorCall, value: Value, alpha: number): Value {
  const narrow = affine(call, value, 1 / alpha, 0, 'narrow')
  return affine(call, activate(call, { kind: 'elu', alpha: 1 }, narrow, 'elu'), alpha, 0)
}

interface Selu {
  alpha?: number
  gamma?: number
  /** TensorFlow's has the slope of above, PyTorch's that of below. */
  atKink?: AtKink
}

/** gamma (x above zero, alpha (e^x - 1) below), Klambauer 2017; alpha and gamma as published unless stated. */
export function selu(
  call: OperatorCall,
  value: Value,
  { alpha = 1.6732632423543772, gamma = 1.0507009873554805, ...kink }: Selu = {}
): Value {
  return affine(call, activate(call, { kind: 'elu', alpha, ...kink }, value, 'elu'), gamma, 0)
}

/** 1 above zero, -1 below it. */
export function sign(call: OperatorCall, value: Value): Value {
  const isBelow = activate(call, { kind: 'step' }, negated(call, value, 'negative'), 'below')
  const isAbove = activate(call, { kind: 'step' }, value, 'above')
  return combined(call, 'add', isAbove, negated(call, isBelow, 'minus'))
}

/** The sine a quarter of a turn ahead. */
export function cosine(call: OperatorCall, value: Value, step?: string): Value {
  return activate(call, { kind: 'sine' }, affine(call, value, 1, Math.PI / 2, 'quarter'), step)
}
