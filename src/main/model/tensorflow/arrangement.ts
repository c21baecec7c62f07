import { joined, resized, sliced, split, squeezed, taken, transposed, unsqueezed } from '../lowering/arrangement.ts'
import type { OperatorImporter } from '../lowering/call.ts'
import { dimsOf, solvedSizes } from '../lowering/folding.ts'
import { padded } from '../lowering/padding.ts'
import { stacked, unstacked } from '../lowering/stacking.ts'
import { sliceRanges, stridedPart } from '../lowering/stridedSlice.ts'
import { sizesOf } from '../lowering/value.ts'

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
  const { dims, values } = call.constant(1)
  const fill = call.operator.type === 'PadV2' ? call.constant(2).values[0] : 0
  if (call.operator.type === 'MirrorPad' || fill !== 0) {
    call.refuse('pads with something else than zeros', 'pad with zeros')
  }
  return padded(
    call,
    Array.from({ length: dims[0]! }, (_, axis) => ({ axis, before: values[2 * axis]!, after: values[2 * axis + 1]! }))
  )
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

/** Operators that change nothing at inference, or only the type of number. */
const unchanged: OperatorImporter = (call) => call.operand(0)

export const arrangementOperators: Record<string, OperatorImporter> = {
  Identity: unchanged,
  StopGradient: unchanged,
  PlaceholderWithDefault: unchanged,
  Cast: unchanged,
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
