import { activate, affine } from './activations.ts'
import { isConstant, type Operand, type OperatorCall, type OperatorImporter } from './call.ts'
import { constant } from './constant.ts'
import { combined, isSigmoidOf, negated, raised, scaled } from './elementwise.ts'
import { mappedConstant } from './folding.ts'
import type { Value } from './value.ts'

/** Arithmetic of two operands, of which at least one depends on the picture; a constant becomes a scale or an offset. */

const one = constant([], [1])
const zero = constant([], [0])

const valueOf = (call: OperatorCall, operand: Operand): Value =>
  isConstant(operand) ? call.constantValue(operand) : operand

export function sumOf(call: OperatorCall, a: Operand, b: Operand): Value {
  if (isConstant(b)) return scaled(call, valueOf(call, a), one, b)
  return isConstant(a) ? scaled(call, b, one, a) : combined(call, 'add', a, b)
}

export function differenceOf(call: OperatorCall, a: Operand, b: Operand): Value {
  if (isConstant(b)) {
    const minus = mappedConstant(b, (v) => -v)
    return scaled(call, valueOf(call, a), one, minus)
  }
  if (isConstant(a)) return scaled(call, b, constant([], [-1]), a)
  return combined(call, 'add', a, negated(call, b, 'negative'))
}

export function productOf(call: OperatorCall, a: Operand, b: Operand): Value {
  if (isConstant(b)) return scaled(call, valueOf(call, a), b, zero)
  return isConstant(a) ? scaled(call, b, a, zero) : combined(call, 'multiply', a, b)
}

export function quotientOf(call: OperatorCall, a: Operand, b: Operand): Value {
  if (isConstant(b)) {
    const shares = mappedConstant(b, (v) => 1 / v)
    return scaled(call, valueOf(call, a), shares, zero)
  }
  const reciprocal = raised(call, b, -1, 'reciprocal')
  return isConstant(a) ? scaled(call, reciprocal, a, zero) : combined(call, 'multiply', a, reciprocal)
}

/** What a condition, of zeros and ones, chooses of two, number by number. */
export function chosenBy(call: OperatorCall, condition: Value, a: Operand, b: Operand): Value {
  const part = (isChosen: Value, from: Operand): Value =>
    isConstant(from) ? scaled(call, isChosen, from, zero) : combined(call, 'multiply', isChosen, from)
  return combined(call, 'add', part(condition, a), part(affine(call, condition, -1, 1, 'not'), b))
}

/** An operator of its first two operands. */
const ofTwo =
  (join: (call: OperatorCall, a: Operand, b: Operand) => Value) =>
  (call: OperatorCall): Value =>
    join(call, call.operand(0), call.operand(1))

export const add = ofTwo(sumOf)
export const subtract = ofTwo(differenceOf)
export const divide = ofTwo(quotientOf)

/** Exporters write Swish with its two factors in either order. */
export const multiply = ofTwo((call, a, b) =>
  !isConstant(a) && !isConstant(b) && isSigmoidOf(call, a, b) ? productOf(call, b, a) : productOf(call, a, b)
)

export const power: OperatorImporter = (call) => {
  if (isConstant(call.operand(0))) return powerOfConstant(call)
  const { values } = call.constant(1)
  const [n = 1] = values
  if (values.some((v) => v !== n)) call.refuse('has an exponent for each number', 'use one exponent for all')
  return raised(call, call.anyValue(0), n)
}

/** a^x is e^(x ln a). */
function powerOfConstant(call: OperatorCall): Value {
  const logarithms = mappedConstant(call.constant(0), Math.log)
  return activate(call, { kind: 'exp' }, scaled(call, call.anyValue(1), logarithms, zero))
}
