import { joined, resized, sliced, split, squeezed, taken, transposed, unsqueezed } from '../lowering/arrangement.ts'
import type { OperatorCall, OperatorImporter } from '../lowering/call.ts'
import { dimsOf, shapeOf, solvedSizes } from '../lowering/folding.ts'
import { padded, type PadMode } from '../lowering/padding.ts'
import { stacked, unstacked } from '../lowering/stacking.ts'
import { sliceRanges, stridedPart } from '../lowering/stridedSlice.ts'
import { rankOf, sizesOf } from '../lowering/value.ts'

/** Operators that move, cut or join numbers without computing with them. */

/** The sizes that a RESHAPE is given, by an input or in its options; one may be -1. */
export const statedSizes = (call: OperatorCall): readonly number[] =>
  call.has(1) ? call.known(1) : (call.ints('new_shape') ?? [])

/** The order of axes that a TRANSPOSE is given, for a tensor of so many. */
export function statedOrder(call: OperatorCall, rank: number): number[] {
  const order = call.known(1)
  if (order.length === rank && order.toSorted((a, b) => a - b).every((axis, i) => axis === i)) return order
  return call.refuse(`orders ${rank} axes as [${order.join(', ')}]`, 'convert the model again')
}

const pad =
  (mode: PadMode, fillAt?: number): OperatorImporter =>
  (call) => {
    const { values } = call.constant(1)
    const fill = fillAt === undefined ? 0 : (call.constant(fillAt).values[0] ?? 0)
    const sides = Array.from({ length: Math.floor(values.length / 2) }, (_, axis) => ({
      axis,
      before: values[2 * axis]!,
      after: values[2 * axis + 1]!
    }))
    if (mode !== 'constant' && sides.some(({ before, after }) => before < 0 || after < 0)) {
      call.refuse('mirrors less than nothing', 'convert the model again')
    }
    return padded(call, sides, { mode, fill })
  }

const mirrored: OperatorImporter = (call) =>
  pad(call.choice('mode', ['REFLECT', 'SYMMETRIC']) === 'REFLECT' ? 'reflect' : 'symmetric')(call)

const gather: OperatorImporter = (call) => {
  if (call.int('batch_dims', 0) !== 0) call.refuse('picks within a batch', 'convert the model without it')
  return taken(call, call.anyValue(0), call.int('axis', 0), call.constant(1))
}

/** Parts of these sizes, of which one may be -1; equal parts where none are stated. */
function inParts(call: OperatorCall, place: number, axisAt: number, stated: readonly number[] | null) {
  const value = call.value(place)
  const axis = call.axisOf(call.known(axisAt)[0] ?? 0, value)
  const length = sizesOf(value)[axis]!
  const count = call.operator.outputs.length
  const sizes = stated ?? new Array<number>(count).fill(length / count)
  const rest = length - sizes.reduce((total, size) => total + Math.max(size, 0), 0)
  return split(
    call,
    value,
    axis,
    sizes.map((size) => (size === -1 ? rest : size))
  )
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
  TRANSPOSE: (call) => transposed(call, statedOrder(call, rankOf(call.anyValue(0)))),
  CONCATENATION: (call) => joined(call, operandsOf(call), call.int('axis', 0)),
  PACK: (call) => stacked(call, call.int('axis', 0)),
  UNPACK: (call) => unstacked(call, call.int('axis', 0)),
  SPLIT: (call) => inParts(call, 1, 0, null),
  SPLIT_V: (call) => inParts(call, 0, 2, call.known(1)),
  STRIDED_SLICE: (call) => stridedPart(withoutOffset(call)),
  SLICE: (call) => sliced(call, call.anyValue(0), sliceRanges(call, dimsOf(call, call.anyValue(0)))),
  PAD: pad('constant'),
  PADV2: pad('constant', 2),
  MIRROR_PAD: mirrored,
  GATHER: gather,
  CAST: cast,
  SHAPE: (call) => shapeOf(call, dimsOf(call, call.anyValue(0)))
}
