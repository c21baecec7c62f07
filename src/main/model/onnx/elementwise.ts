import { dataType } from '../onnxProto.ts'
import { affine } from '../lowering/activations.ts'
import { isConstant, type OperatorCall, type OperatorImporter } from '../lowering/call.ts'
import { add, divide, multiply, power, subtract } from '../lowering/arithmetic.ts'
import { combined, negated, raised } from '../lowering/elementwise.ts'
import type { Value } from '../lowering/value.ts'
import { type NumberKind, numberKind } from '../lowering/wholeValues.ts'
import { isNotZero } from './comparison.ts'
import { wholeDataTypes } from './constant.ts'
import { warnOfTraining } from '../lowering/trainingMode.ts'

/** Operators on two tensors and more, number by number, and those that change nothing at inference. */
const unchanged: OperatorImporter = (call) => call.anyValue(0)

const sum = (call: OperatorCall): Value => {
  if (call.operands.length === 0) return call.refuse('is given nothing', 'export the model again')
  return call.operands.map((_, i) => call.anyValue(i)).reduce((a, b) => combined(call, 'add', a, b))
}

/** Another type of number: none is rounded, and what is whole already stays as it is. */
const cast: OperatorImporter = (call) => {
  const to = call.int('to', dataType.float)
  return typed(call, to === dataType.bool ? 'truth' : wholeDataTypes.includes(to) ? 'whole' : 'any')
}

/** The type of number of another tensor, whose numbers do not matter; one that depends on the picture is of floats or truths. */
const castLike: OperatorImporter = (call) => {
  const [first, like] = [call.operand(0), call.operand(1)]
  if (isConstant(first)) return { ...first, integer: false }
  if (!isConstant(like) && numberKind(call.scope.nodes, like.id) === 'truth') return typed(call, 'truth')
  return typed(call, isConstant(like) && like.integer ? 'whole' : 'any')
}

function typed(call: OperatorCall, wanted: NumberKind): Value {
  const value = call.anyValue(0)
  if (wanted === 'any') return value
  const kind = numberKind(call.scope.nodes, value.id)
  if (wanted === 'truth') return kind === 'truth' ? value : isNotZero(call, value)
  if (kind !== 'any') return value
  return call.refuse('cuts numbers to whole ones, which has no gradient', 'export the model without it')
}

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
  Sqrt: (call) => raised(call, call.anyValue(0), 0.5),
  Reciprocal: (call) => raised(call, call.anyValue(0), -1),
  Neg: (call) => negated(call, call.anyValue(0)),
  Sum: sum,
  Mean: (call) => affine(call, sum(call), 1 / call.operands.length, 0),
  Identity: unchanged,
  Dropout: dropout,
  Cast: cast,
  CastLike: castLike
}
