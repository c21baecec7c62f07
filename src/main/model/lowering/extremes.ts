import type { ActivationKind } from '../graph/graph.ts'
import { activate } from './activations.ts'
import { isConstant, type Operand, type OperatorCall, type OperatorImporter } from './call.ts'
import { constant } from './constant.ts'
import { combined, expanded, negated, scaled } from './elementwise.ts'
import { broadcastDims, dimsOf, mappedConstant } from './folding.ts'
import type { Value } from './value.ts'

/** The larger and the smaller of two, number by number. */

/** The larger of two: a + max(b - a, 0). At least one of them depends on the picture; a bound that is one number is a clip. */
export function largerOf(call: OperatorCall, one: Operand, other: Operand): Value {
  const [a, b] = isConstant(one) ? [other, one] : [one, other]
  if (isConstant(a)) return call.refuse('compares constants', 'export the model again')
  if (isConstant(b) && b.values.every((v) => v === b.values[0])) {
    const all = expanded(call, a, broadcastDims(call, dimsOf(call, a), b.dims))
    return activate(call, { kind: 'clip', min: b.values[0]!, max: Infinity }, all)
  }
  const minus = negated(call, a, 'negative')
  const more = isConstant(b) ? scaled(call, minus, constant([], [1]), b) : combined(call, 'add', b, minus)
  return combined(call, 'add', a, activate(call, { kind: 'relu' }, more, 'more'))
}

export const opposite = (call: OperatorCall, operand: Operand): Operand =>
  isConstant(operand) ? mappedConstant(operand, (v) => -v) : negated(call, operand, 'negative')

/** TensorFlow's Maximum ('min': a bound from below) and Minimum: of two that are equal the first has the gradient. */
export const bounded =
  (side: 'min' | 'max'): OperatorImporter =>
  (call) => {
    const [one, other] = [call.operand(0), call.operand(1)]
    const which = isConstant(one) ? 0 : 1
    const bound = which === 0 ? one : other
    if (!isConstant(bound) || bound.values.length !== 1) {
      if (side === 'min') return largerOf(call, one, other)
      return opposite(call, largerOf(call, opposite(call, one), opposite(call, other)))
    }
    const limit = bound.values[0]!
    const value = call.value(1 - which)
    if (side === 'min' && limit === 0) return activate(call, { kind: 'relu' }, value)
    const kind: ActivationKind = { kind: 'clip', min: -Infinity, max: Infinity }
    return activate(call, { ...kind, [side]: limit, atKink: which === 1 ? 1 : 0 }, value)
  }
