import { add, differenceOf, divide, multiply, subtract, sumOf } from '../lowering/arithmetic.ts'
import { isConstant, type OperatorImporter } from '../lowering/call.ts'
import { raised } from '../lowering/elementwise.ts'

/** Operators of two tensors and more, number by number. */

/** The sum of all operands, each as large as the others. */
const sum: OperatorImporter = (call) => {
  const operands = call.operands.map((_, i) => call.operand(i))
  const [first = call.operand(0), ...others] = operands
  return others.reduce((total, one) => (isConstant(total) ? sumOf(call, one, total) : sumOf(call, total, one)), first)
}

export const elementwiseOperators: Record<string, OperatorImporter> = {
  ADD: add,
  SUB: subtract,
  MUL: multiply,
  DIV: divide,
  ADD_N: sum,
  SQUARED_DIFFERENCE: (call) => raised(call, differenceOf(call, call.operand(0), call.operand(1)), 2)
}
