import type { OperatorImporter } from '../operators/call.ts'
import {
  add,
  combined,
  divide,
  multiply,
  negated,
  power,
  reciprocal,
  squareRoot,
  subtract
} from '../operators/elementwise.ts'
import { warnOfTraining } from './trainingMode.ts'

/** Operators that change nothing at inference, or only the type of number. */
const unchanged: OperatorImporter = (call) => call.anyValue(0)

const dropout: OperatorImporter = (call) => {
  const isTraining = call.scope.opset < 7 ? call.int('is_test', 0) === 0 : call.optional(2)?.values[0]
  if (isTraining) warnOfTraining(call)
  return call.anyValue(0)
}

export const elementwiseOperators: Record<string, OperatorImporter> = {
  Add: add,
  Sub: subtract,
  Mul: multiply,
  Div: divide,
  Pow: power,
  Sqrt: squareRoot,
  Reciprocal: (call) => reciprocal(call, call.anyValue(0)),
  Neg: (call) => negated(call, call.anyValue(0)),
  Sum: (call) => call.operands.map((_, i) => call.anyValue(i)).reduce((a, b) => combined(call, 'add', a, b)),
  Identity: unchanged,
  Dropout: dropout,
  Cast: unchanged
}
