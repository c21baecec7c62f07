import { joined, resized, sliced, squeezed, taken, transposed, unsqueezed } from '../lowering/arrangement.ts'
import { isConstant, type OperatorCall, type OperatorImporter } from '../lowering/call.ts'
import { dimsOf, solvedSizes } from '../lowering/folding.ts'
import { stacked, unstacked } from '../lowering/stacking.ts'
import { sliceRanges, stridedPart } from '../lowering/stridedSlice.ts'
import { inParts, mirrored, paddedBySides } from '../lowering/tensorflowArrangement.ts'
import { numberKind } from '../lowering/wholeValues.ts'
import { wholeTypes } from './tensorTypes.ts'

/** Operators that move, cut or join numbers without computing with them. */

const reshape: OperatorImporter = (call) =>
  resized(call, solvedSizes(call, dimsOf(call, call.anyValue(0)), call.known(1)))

const squeeze: OperatorImporter = (call) => {
  const stated = call.ints('squeeze_dims') ?? call.ints('axis')
  return squeezed(call, stated && stated.length > 0 ? stated : null)
}

/** All inputs but the last, which is the axis. */
const concat: OperatorImporter = (call) => {
  const count = call.operands.length - 1
  return joined(
    call,
    Array.from({ length: count }, (_, i) => call.operand(i)),
    call.known(count)[0]!
  )
}

/** The axis of a GatherV2. */
export function gatheredAxis(call: OperatorCall): number {
  if (call.int('batch_dims', 0) !== 0) call.refuse('picks within a batch', 'export the model without it')
  return call.has(2) ? (call.known(2)[0] ?? 0) : 0
}

/** Operators that change nothing at inference; what is read of a variable is its numbers. */
export const unchangedOperators = [
  'CheckNumerics',
  'EnsureShape',
  'Identity',
  'PlaceholderWithDefault',
  'PreventGradient',
  'ReadVariableOp',
  'Snapshot',
  'StopGradient'
]
const unchanged: OperatorImporter = (call) => call.operand(0)

/** Another type of number: none is rounded, and what is whole already stays as it is. */
const cast: OperatorImporter = (call) => {
  const operand = call.operand(0)
  const target = call.text('DstT', '')
  if (!wholeTypes.has(target) || isConstant(operand)) return operand
  const kind = numberKind(call.scope.nodes, operand.id)
  if (target === 'DT_BOOL' ? kind === 'truth' : kind !== 'any') return operand
  return call.refuse('cuts numbers to whole ones, which has no gradient', 'export the model without it')
}

export const arrangementOperators: Record<string, OperatorImporter> = {
  ...Object.fromEntries(unchangedOperators.map((type) => [type, unchanged])),
  IdentityN: (call) => call.operands.map((_, i) => call.operand(i)),
  Cast: cast,
  Reshape: reshape,
  Squeeze: squeeze,
  ExpandDims: (call) => unsqueezed(call, [call.known(1)[0]!]),
  Transpose: (call) => transposed(call, call.known(1)),
  ConcatV2: concat,
  Pack: (call) => stacked(call, call.int('axis', 0)),
  StridedSlice: stridedPart,
  Slice: (call) => sliced(call, call.anyValue(0), sliceRanges(call, dimsOf(call, call.anyValue(0)))),
  Pad: paddedBySides('constant'),
  PadV2: paddedBySides('constant', 2),
  MirrorPad: mirrored,
  GatherV2: (call) => taken(call, call.anyValue(0), gatheredAxis(call), call.constant(1)),
  Unpack: (call) => unstacked(call, call.int('axis', 0)),
  Split: inParts({ tensor: 1, axis: 0 }),
  SplitV: inParts({ tensor: 0, axis: 2, sizes: 1 })
}
