import { joined, resized, sliced, split, squeezed, taken, transposed, unsqueezed } from '../lowering/arrangement.ts'
import { isConstant, type OperatorImporter } from '../lowering/call.ts'
import { dimsOf, solvedSizes } from '../lowering/folding.ts'
import { padded } from '../lowering/padding.ts'
import { stacked, unstacked } from '../lowering/stacking.ts'
import { sliceRanges, stridedPart } from '../lowering/stridedSlice.ts'
import { sizesOf } from '../lowering/value.ts'
import { numberKind } from '../lowering/wholeValues.ts'
import { wholeTypes } from './tensorTypes.ts'

/** Operators that move, cut or join numbers without computing with them. */

const reshape: OperatorImporter = (call) => resized(call, solvedSizes(call, dimsOf(call, call.value(0)), call.known(1)))

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

const pad: OperatorImporter = (call) => {
  const { values } = call.constant(1)
  const sides = Array.from({ length: values.length / 2 }, (_, axis) => ({
    axis,
    before: values[2 * axis]!,
    after: values[2 * axis + 1]!
  }))
  if (call.operator.type !== 'MirrorPad') {
    const [fill = 0] = call.operator.type === 'PadV2' ? call.known(2) : []
    return padded(call, sides, { mode: 'constant', fill })
  }
  if (call.text('mode', '') === 'REFLECT') return padded(call, sides, { mode: 'reflect', fill: 0 })
  return call.refuse(`pads by '${call.text('mode', '')}'`, 'pad with zeros or by REFLECT')
}

const gather: OperatorImporter = (call) => {
  const value = call.value(0)
  return taken(call, value, call.has(2) ? call.known(2)[0]! : 0, call.constant(1))
}

/** Equal parts: the axis comes first, the tensor second. */
const splitEvenly: OperatorImporter = (call) => {
  const value = call.value(1)
  const axis = call.axisOf(call.known(0)[0]!, value)
  const count = call.operator.outputs.length
  return split(
    call,
    value,
    axis,
    Array.from({ length: count }, () => sizesOf(value)[axis]! / count)
  )
}

const splitBySizes: OperatorImporter = (call) => {
  const value = call.value(0)
  const axis = call.axisOf(call.known(2)[0]!, value)
  const sizes = call.known(1)
  const rest = sizesOf(value)[axis]! - sizes.reduce((total, size) => total + Math.max(size, 0), 0)
  return split(
    call,
    value,
    axis,
    sizes.map((size) => (size === -1 ? rest : size))
  )
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
  Slice: (call) => sliced(call, call.value(0), sliceRanges(call, dimsOf(call, call.value(0)))),
  Pad: pad,
  PadV2: pad,
  MirrorPad: pad,
  GatherV2: gather,
  Unpack: (call) => unstacked(call, call.int('axis', 0)),
  Split: splitEvenly,
  SplitV: splitBySizes
}
