import { joined, resized, sliced, squeezed, taken, transposed, unsqueezed } from '../lowering/arrangement.ts'
import type { OperatorCall, OperatorImporter } from '../lowering/call.ts'
import { dimsOf, shapeOf, solvedSizes } from '../lowering/folding.ts'
import { stacked, unstacked } from '../lowering/stacking.ts'
import { sliceRanges, stridedPart } from '../lowering/stridedSlice.ts'
import { inParts, mirrored, paddedBySides } from '../lowering/tensorflowArrangement.ts'

/** Operators that move, cut or join numbers without computing with them. */

/** The sizes that a RESHAPE is given, by an input or in its options; one may be -1. */
export const statedSizes = (call: OperatorCall): readonly number[] =>
  call.has(1) ? call.known(1) : (call.ints('new_shape') ?? [])

const gather: OperatorImporter = (call) => {
  if (call.int('batch_dims', 0) !== 0) call.refuse('picks within a batch', 'convert the model without it')
  return taken(call, call.anyValue(0), call.int('axis', 0), call.constant(1))
}

/** Another type of number; `cuts` says that it has whole ones only. */
const cast: OperatorImporter = (call) => {
  if (call.int('cuts', 0) === 0) return call.operand(0)
  return call.refuse('cuts numbers to whole ones, which has no gradient', 'convert the model without it')
}

/** A STRIDED_SLICE, whose ends may not be counted from its begins. */
export function withoutOffset(call: OperatorCall): OperatorCall {
  if (call.int('offset', 0) === 0) return call
  return call.refuse('counts its ends from its begins', 'convert the model without it')
}

const operandsOf = (call: OperatorCall) => call.operands.map((_, i) => call.operand(i))

export const arrangementOperators: Record<string, OperatorImporter> = {
  RESHAPE: (call) => resized(call, solvedSizes(call, dimsOf(call, call.anyValue(0)), statedSizes(call))),
  SQUEEZE: (call) => {
    const stated = call.ints('squeeze_dims') ?? []
    return squeezed(call, stated.length > 0 ? stated : null)
  },
  EXPAND_DIMS: (call) => unsqueezed(call, [call.known(1)[0] ?? 0]),
  TRANSPOSE: (call) => transposed(call, call.known(1)),
  CONCATENATION: (call) => joined(call, operandsOf(call), call.int('axis', 0)),
  PACK: (call) => stacked(call, call.int('axis', 0)),
  UNPACK: (call) => unstacked(call, call.int('axis', 0)),
  SPLIT: inParts({ tensor: 1, axis: 0 }),
  SPLIT_V: inParts({ tensor: 0, axis: 2, sizes: 1 }),
  STRIDED_SLICE: (call) => stridedPart(withoutOffset(call)),
  SLICE: (call) => sliced(call, call.anyValue(0), sliceRanges(call, dimsOf(call, call.anyValue(0)))),
  PAD: paddedBySides('constant'),
  PADV2: paddedBySides('constant', 2),
  MIRROR_PAD: mirrored,
  GATHER: gather,
  CAST: cast,
  SHAPE: (call) => shapeOf(call, dimsOf(call, call.anyValue(0)))
}
