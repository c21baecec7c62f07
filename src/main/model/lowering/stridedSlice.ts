import { sliced } from './arrangement.ts'
import type { Operand, OperatorCall } from './call.ts'
import type { Constant } from './constant.ts'
import { dimsOf, type Range, slicedConstant } from './folding.ts'
import { type Frames, framesDims, slicedFrames } from './frames.ts'
import { sizesOf, type Value } from './value.ts'

/** Parts of tensors as TensorFlow's StridedSlice and Slice name them, of values, constants and frames. */

/** What a StridedSlice takes of a tensor, and which axes of a single place it takes away. */
interface StridedSlice {
  ranges: Range[]
  /** Axes of the source. */
  dropped: number[]
}

/**
 * Reads `x[begin:end:stride]` of a tensor of sizes `dims`. Bit i of a mask is for the i-th place of the subscript: open
 * begins and ends, an ellipsis, and single indices that take their axis away.
 */
function stridedSlice(call: OperatorCall, dims: readonly number[]): StridedSlice {
  const [begin, end, stride] = [1, 2, 3].map((index) => call.known(index)) as [number[], number[], number[]]
  const has = (mask: string, place: number): boolean => ((call.int(mask, 0) >> place) & 1) === 1
  if (call.int('new_axis_mask', 0) !== 0) call.refuse('puts in new axes', 'use an ExpandDims for them')
  if (end.length !== begin.length || stride.length !== begin.length || begin.length > dims.length + 1) {
    call.refuse('has begins, ends and strides that do not fit', 'export the model again')
  }
  const ranges: Range[] = []
  const dropped: number[] = []
  let axis = 0
  for (let place = 0; place < begin.length; place++, axis++) {
    if (has('ellipsis_mask', place)) {
      axis += dims.length - begin.length
      continue
    }
    const length =
      dims[axis] ?? call.refuse(`has ${begin.length} ranges for ${dims.length} axes`, 'export the model again')
    const step = stride[place]!
    if (step === 0) call.refuse('has a stride of 0', 'export the model again')
    const fromEnd = (at: number): number => (at < 0 ? at + length : at)
    if (has('shrink_axis_mask', place)) {
      ranges.push({ axis, start: fromEnd(begin[place]!), step: 1, size: 1 })
      dropped.push(axis)
      continue
    }
    const [least, most] = step > 0 ? [0, length] : [-1, length - 1]
    const inside = (at: number): number => Math.min(Math.max(fromEnd(at), least), most)
    const start = has('begin_mask', place) ? (step > 0 ? least : most) : inside(begin[place]!)
    const stop = has('end_mask', place) ? (step > 0 ? most : least) : inside(end[place]!)
    ranges.push({ axis, start, step, size: Math.max(0, Math.ceil((stop - start) / step)) })
  }
  return { ranges, dropped }
}

export function stridedPart(call: OperatorCall): Value {
  const given = call.anyValue(0)
  const { ranges, dropped } = stridedSlice(call, dimsOf(call, given))
  // x[0] of one picture: what is left has no batch axis.
  const value = dropped.includes(0) ? call.unbatched(given) : given
  const part = sliced(call, value, ranges)
  if (dropped.length === 0) return part
  const skipped = value.batchAt === 0 ? 1 : 0
  return call.reshaped(
    part,
    sizesOf(part).filter((_, axis) => !dropped.includes(axis + skipped))
  )
}

/** The same of a constant. */
export function stridedConstant(call: OperatorCall): Constant {
  const source = call.constant(0)
  const { ranges, dropped } = stridedSlice(call, source.dims)
  const part = slicedConstant(call, source, ranges)
  return { ...part, dims: part.dims.filter((_, axis) => !dropped.includes(axis)) }
}

/** The same of frames that have an axis of their own: x[:, 2] is a frame; all other slices leave frames. */
export function stridedFrames(call: OperatorCall, given: Frames): Operand | Frames {
  const { ranges, dropped } = stridedSlice(call, framesDims(call, given))
  const part = slicedFrames(call, given, ranges)
  if (dropped.length === 0) return part
  if (dropped.join() !== '1' || !('frames' in part)) {
    return call.refuse('takes axes of single frames away', 'take whole frames out, as x[:, 2] does')
  }
  return part.frames[0]!
}

/** What a Slice takes: `size` numbers from `begin` on along each axis, -1 for all that are left. */
export function sliceRanges(call: OperatorCall, dims: readonly number[]): Range[] {
  const [begin, sizes] = [call.constant(1).values, call.constant(2).values]
  return dims.map((length, axis) => {
    const [start = 0, size = -1] = [begin[axis], sizes[axis]]
    return { axis, start, step: 1, size: size === -1 ? length - start : size }
  })
}
