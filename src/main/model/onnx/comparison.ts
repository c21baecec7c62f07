import { activate, affine } from '../lowering/activations.ts'
import { chosenBy, multiply, subtract } from '../lowering/arithmetic.ts'
import { isConstant, type Operand, type OperatorCall, type OperatorImporter } from '../lowering/call.ts'
import { constant, type Constant } from '../lowering/constant.ts'
import { combined, negated, scaled } from '../lowering/elementwise.ts'
import { largerOf, opposite } from '../lowering/extremes.ts'
import { broadcastDims, mappedConstant, stretched } from '../lowering/folding.ts'
import type { Value } from '../lowering/value.ts'

/**
 * Operators that compare and choose. What is true is 1 and what is not is 0; no gradient passes through a comparison.
 */

const zero = constant([], [0])

/** The first less the second. */
function difference(call: OperatorCall): Value {
  for (const operand of call.operands) {
    if (!operand || !isConstant(operand) || operand.values.every(Number.isFinite)) continue
    call.refuse('compares with a number without end', 'export it with a mask that leaves something of every row')
  }
  return subtract(call)
}

const isMore = (call: OperatorCall, value: Value): Value => activate(call, { kind: 'step' }, value, 'more')

/** 1 where the value is 0, and the other way round. */
const not = (call: OperatorCall, value: Value): Value => affine(call, value, -1, 1)

const greater = (call: OperatorCall): Value => isMore(call, difference(call))
const less = (call: OperatorCall): Value => isMore(call, negated(call, difference(call), 'negative'))

/** 1 where a number is not 0. */
export function isNotZero(call: OperatorCall, value: Value): Value {
  const isBelow = activate(call, { kind: 'step' }, negated(call, value, 'negative'), 'below')
  return combined(call, 'add', activate(call, { kind: 'step' }, value, 'above'), isBelow)
}

/** Of two numbers that are 0 or 1: a + b - a b, or a + b - 2 a b where only one of them may be 1. */
const either =
  (both: -1 | -2): OperatorImporter =>
  (call) => {
    const [a, b] = [call.operand(0), call.operand(1)]
    if (isConstant(a) && isConstant(b)) return call.refuse('joins constants', 'export the model again')
    const [one, other] = isConstant(a) ? [b, a] : [a, b]
    if (isConstant(one)) return call.refuse('joins constants', 'export the model again')
    if (isConstant(other)) {
      const truth = mappedConstant(other, (v) => (v === 0 ? 0 : 1))
      return scaled(
        call,
        one,
        mappedConstant(truth, (v) => 1 + both * v),
        truth
      )
    }
    const sum = combined(call, 'add', one, other)
    return combined(call, 'add', sum, affine(call, combined(call, 'multiply', one, other), both, 0, 'both'))
  }

/** What the condition chooses from two tensors, number by number. */
const where: OperatorImporter = (call) => {
  const [condition, chosen, other] = [call.operand(0), call.operand(1), call.operand(2)]
  if (isConstant(condition)) return byConstant(call, condition, chosen, other)
  return chosenBy(call, condition, chosen, other)
}

/** The same by a condition that is known: each tensor is made 0 where the other counts. */
function byConstant(call: OperatorCall, condition: Constant, chosen: Operand, other: Operand): Value {
  const first = mappedConstant(condition, (v) => (v === 0 ? 0 : 1))
  const second = mappedConstant(condition, (v) => (v === 0 ? 1 : 0))
  if (isConstant(other)) return scaled(call, call.anyValue(1), first, kept(call, other, second))
  if (isConstant(chosen)) return scaled(call, other, second, kept(call, chosen, first))
  return combined(call, 'add', scaled(call, chosen, first, zero), scaled(call, other, second, zero))
}

/** The constant's numbers where `which` is 1, and 0 elsewhere: also of numbers without end, as masks of attention have. */
function kept(call: OperatorCall, source: Constant, which: Constant): Constant {
  const dims = broadcastDims(call, source.dims, which.dims)
  const counts = stretched(which, dims).values
  return constant(
    dims,
    Array.from(stretched(source, dims).values, (v, i) => (counts[i] === 1 ? v : 0))
  )
}

const maximum: OperatorImporter = (call) =>
  call.operands.map((_, i) => call.operand(i)).reduce((a, b) => largerOf(call, a, b))

const minimum: OperatorImporter = (call) => {
  const largest = call.operands.map((_, i) => opposite(call, call.operand(i))).reduce((a, b) => largerOf(call, a, b))
  return opposite(call, largest)
}

export const comparisonOperators: Record<string, OperatorImporter> = {
  Greater: greater,
  Less: less,
  LessOrEqual: (call) => not(call, greater(call)),
  GreaterOrEqual: (call) => not(call, less(call)),
  Equal: (call) => not(call, isNotZero(call, difference(call))),
  Or: either(-1),
  Xor: either(-2),
  Not: (call) => not(call, call.anyValue(0)),
  And: multiply,
  Where: where,
  Max: maximum,
  Min: minimum
}
