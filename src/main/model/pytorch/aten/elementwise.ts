import { affine } from '../../lowering/activations.ts'
import { differenceOf, multiply, power, quotientOf, sumOf } from '../../lowering/arithmetic.ts'
import { isConstant, type Operand, type OperatorCall, type OperatorImporter } from '../../lowering/call.ts'
import { arithmetic, broadcastDims, type Folder, mappedConstant, same, stretched } from '../../lowering/folding.ts'
import { warnOfTraining } from '../../lowering/trainingMode.ts'
import { numberKind } from '../../lowering/wholeValues.ts'
import { type AtenOperator, type AtenOperators, isSet } from './atenOperator.ts'

/** Operators on two tensors, number by number, and those that change nothing. A number in place of a tensor is a constant. */

const both = ['self', 'other']

/** An operand times `alpha`. */
function timesAlpha(call: OperatorCall, operand: Operand): Operand {
  const alpha = call.float('alpha', 1)
  if (alpha === 1) return operand
  return isConstant(operand) ? mappedConstant(operand, (v) => alpha * v) : affine(call, operand, alpha, 0, 'alpha')
}

const foldedWith =
  (compute: (a: number, b: number, alpha: number) => number): Folder =>
  (call) =>
    arithmetic((a, b) => compute(a, b, call.float('alpha', 1)))(call)

const divide: OperatorImporter = (call) => {
  checkQuotient(call)
  return quotientOf(call, call.operand(0), call.operand(1))
}

function checkQuotient(call: OperatorCall): void {
  const mode = call.text('rounding_mode', '')
  if (mode !== '') call.refuse(`rounds its quotients ('${mode}'), which has no gradient`, 'divide without rounding')
}

/** Of whole numbers too it is no whole number. */
const quotient: Folder = (call) => {
  checkQuotient(call)
  const [a, b] = [call.constant(0), call.constant(1)]
  const dims = broadcastDims(call, a.dims, b.dims)
  const [left, right] = [stretched(a, dims), stretched(b, dims)]
  return { dims, values: left.values.map((v, i) => v / right.values[i]!), integer: false }
}

const dropout: OperatorImporter = (call) => {
  if (isSet(call, 'train')) warnOfTraining(call)
  return call.anyValue(0)
}

/** Codes of whole numbers in torch.export's schema (ScalarType): bytes to longs, and truths. */
const wholeTypes = [1, 2, 3, 4, 5, 12]

/** Another type of number: none is rounded, and what is whole already stays as it is. */
const cast: OperatorImporter = (call) => {
  const value = call.anyValue(0)
  const isWhole = wholeTypes.includes(call.int('dtype', 0))
  if (!isWhole || numberKind(call.scope.nodes, value.id) !== 'any') return value
  return call.refuse('cuts numbers to whole ones, which has no gradient', 'export the model without it')
}

const castConstant: Folder = (call) => {
  const { dims, values, integer } = call.constant(0)
  const stated = call.int('dtype', 0)
  if (stated === 0) return { dims, values, integer }
  const isWhole = wholeTypes.includes(stated)
  return { dims, values: isWhole ? values.map(Math.trunc) : values, integer: isWhole }
}

const unchanged = (name = 'self'): AtenOperator => ({
  tensors: [name],
  importer: (call) => call.anyValue(0),
  folder: same
})
const casting: AtenOperator = { tensors: ['self'], importer: cast, folder: castConstant }

export const elementwiseOperators: AtenOperators = {
  add: {
    tensors: both,
    importer: (call) => sumOf(call, call.operand(0), timesAlpha(call, call.operand(1))),
    folder: foldedWith((a, b, alpha) => a + alpha * b)
  },
  sub: {
    tensors: both,
    importer: (call) => differenceOf(call, call.operand(0), timesAlpha(call, call.operand(1))),
    folder: foldedWith((a, b, alpha) => a - alpha * b)
  },
  rsub: {
    tensors: both,
    importer: (call) => differenceOf(call, call.operand(1), timesAlpha(call, call.operand(0))),
    folder: foldedWith((a, b, alpha) => b - alpha * a)
  },
  mul: { tensors: both, importer: multiply, folder: arithmetic((a, b) => a * b) },
  div: { tensors: both, importer: divide, folder: quotient },
  true_divide: { tensors: both, importer: divide, folder: quotient },
  pow: { tensors: ['self', 'exponent'], importer: power, folder: arithmetic((a, b) => a ** b) },
  floordiv: { tensors: both, importer: rounded, folder: arithmetic((a, b) => Math.floor(a / b)) },
  dropout: { tensors: ['input'], importer: dropout },
  feature_dropout: { tensors: ['input'], importer: dropout },
  alpha_dropout: { tensors: ['input'], importer: dropout },
  feature_alpha_dropout: { tensors: ['input'], importer: dropout },
  native_dropout: { tensors: ['input'], importer: dropout },
  to: casting,
  _to_copy: casting,
  type_as: { tensors: ['self', 'other'], importer: (call) => call.anyValue(0) },
  clone: unchanged(),
  contiguous: unchanged(),
  detach: unchanged(),
  detach_: unchanged(),
  alias: unchanged(),
  lift_fresh_copy: unchanged(),
  lift_fresh: unchanged()
}

function rounded(call: OperatorCall): never {
  return call.refuse('rounds its quotients, which has no gradient', 'divide without rounding')
}
