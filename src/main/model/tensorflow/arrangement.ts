import { joined, resized, sliced, split, squeezed, taken, transposed, unsqueezed } from '../lowering/arrangement.ts'
import { isConstant, type Operand, type OperatorImporter } from '../lowering/call.ts'
import { dimsOf, solvedSizes } from '../lowering/folding.ts'
import { padded } from '../lowering/padding.ts'
import { sizesOf } from '../lowering/value.ts'
import { sliceRanges, stridedSlice } from './ranges.ts'

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

/** Tensors side by side along a new axis. */
const pack: OperatorImporter = (call) => {
  const parts = call.operands.map((_, i) => call.operand(i))
  const first = parts.find((part) => !isConstant(part))
  if (!first || isConstant(first)) return call.refuse('joins nothing', 'convert the model again')
  const stated = call.int('axis', 0)
  const axis = stated < 0 ? stated + first.axes.length + 2 : stated
  if (axis === 0) return call.refuse('puts an axis before the batch', 'keep the batch axis first')
  const apart = parts.map((part, i): Operand => {
    const value = isConstant(part) ? call.constantValue(part) : part
    const sizes = sizesOf(value)
    return call.reshaped(value, [...sizes.slice(0, axis - 1), 1, ...sizes.slice(axis - 1)], { step: `part-${i}` })
  })
  return joined(call, apart, axis)
}

const strided: OperatorImporter = (call) => {
  const value = call.value(0)
  const { ranges, dropped } = stridedSlice(call, dimsOf(call, value))
  const part = sliced(call, value, ranges)
  if (dropped.length === 0) return part
  return call.reshaped(
    part,
    sizesOf(part).filter((_, axis) => !dropped.includes(axis + 1))
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

/** Single places along an axis, which goes. */
const unpack: OperatorImporter = (call) => {
  const value = call.value(0)
  const axis = call.axisOf(call.int('axis', 0), value)
  const sizes = sizesOf(value)
  const parts = split(call, value, axis, new Array<number>(sizes[axis]!).fill(1))
  return parts.map((part, i) => {
    const whole = isConstant(part) ? call.constantValue(part) : part
    return call.reshaped(whole, sizes.toSpliced(axis, 1), { step: `place-${i}` })
  })
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
  Pack: pack,
  StridedSlice: strided,
  Slice: (call) => sliced(call, call.value(0), sliceRanges(call, dimsOf(call, call.value(0)))),
  Pad: pad,
  PadV2: pad,
  MirrorPad: pad,
  GatherV2: gather,
  Unpack: unpack,
  Split: splitEvenly,
  SplitV: splitBySizes
}
