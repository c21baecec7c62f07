import { isConstant, OperatorCall, type Operand } from '../lowering/call.ts'
import { dimsOf, type Folders } from '../lowering/folding.ts'
import type { OperatorSet } from '../lowering/importOperators.ts'
import { sizesOf } from '../lowering/value.ts'

/**
 * Set 6 of ONNX's operators has broadcasting of its own: the second operand's axes meet those of the first from the
 * attribute `axis` on, and the last ones where it is left out. From set 7 on it is NumPy's.
 */
const joining = ['Add', 'Sub', 'Mul', 'Div', 'Pow', 'And', 'Or', 'Xor', 'Equal', 'Greater', 'Less'] as const

/** The operators as set 6 has them. */
export function asOfSet6(set: OperatorSet): OperatorSet {
  const importers = new Map(set.importers)
  const folders: Record<string, Folders> = { ...set.folders }
  for (const type of joining) {
    const [importer, folder] = [set.importers.get(type), set.folders[type]]
    if (importer) importers.set(type, (call) => importer(aligned(call)))
    if (folder) folders[type] = (call) => folder(aligned(call))
  }
  const slopes = set.importers.get('PRelu')
  if (slopes) importers.set('PRelu', (call) => slopes(withSlopeOfChannels(call)))
  return { ...set, importers, folders }
}

/** The same call with the second operand's axes where NumPy's broadcasting has them meet. */
function aligned(call: OperatorCall): OperatorCall {
  const axis = call.int('axis', -1)
  if (call.int('broadcast', 0) !== 1 || axis < 0) return call
  const second = call.operand(1)
  const behind = dimsOfOperand(call, call.operand(0)).length - axis - dimsOfOperand(call, second).length
  // A batch of its own meets the batch.
  if (!isConstant(second) && second.batchAt === 0 && axis > 0) {
    call.refuse(`joins a batch with the axis ${axis} of another`, 'export it with opset_version 7 or later')
  }
  return behind > 0 ? withSecond(call, withAxesBehind(call, second, behind)) : call
}

/** A slope for each channel is a plain list; the axes behind the channels are those of the picture. */
function withSlopeOfChannels(call: OperatorCall): OperatorCall {
  const slope = call.constant(1)
  const behind = dimsOfOperand(call, call.operand(0)).length - 2
  return slope.dims.length === 1 && slope.values.length > 1
    ? withSecond(call, withAxesBehind(call, slope, behind))
    : call
}

const dimsOfOperand = (call: OperatorCall, operand: Operand): readonly number[] =>
  isConstant(operand) ? operand.dims : dimsOf(call, operand)

function withAxesBehind(call: OperatorCall, operand: Operand, count: number): Operand {
  const ones = Array.from({ length: count }, () => 1)
  if (isConstant(operand)) return { ...operand, dims: [...operand.dims, ...ones] }
  return call.reshaped(operand, [...sizesOf(operand), ...ones], { step: 'aligned' })
}

const withSecond = (call: OperatorCall, second: Operand): OperatorCall =>
  new OperatorCall(call.scope, call.operator, [call.operand(0), second, ...call.operands.slice(2)], call.place)
