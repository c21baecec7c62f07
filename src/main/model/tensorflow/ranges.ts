import type { OperatorCall } from '../lowering/call.ts'
import type { Range } from '../lowering/folding.ts'

/** What a StridedSlice takes of a tensor, and which axes of a single place it takes away. */
export interface StridedSlice {
  ranges: Range[]
  /** Axes of the source. */
  dropped: number[]
}

/**
 * Reads `x[begin:end:stride]` of a tensor of sizes `dims`. Bit i of a mask is for the i-th place of the subscript: open
 * begins and ends, an ellipsis, and single indices that take their axis away.
 */
export function stridedSlice(call: OperatorCall, dims: readonly number[]): StridedSlice {
  const [begin, end, stride] = [1, 2, 3].map((index) => call.known(index)) as [number[], number[], number[]]
  const has = (mask: string, place: number): boolean => ((call.int(mask, 0) >> place) & 1) === 1
  if (call.int('new_axis_mask', 0) !== 0) call.refuse('puts in new axes', 'use an ExpandDims for them')
  const ranges: Range[] = []
  const dropped: number[] = []
  let axis = 0
  for (let place = 0; place < begin.length; place++, axis++) {
    if (has('ellipsis_mask', place)) {
      axis += dims.length - begin.length
      continue
    }
    const length = dims[axis]!
    const step = stride[place]!
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

/** What a Slice takes: `size` numbers from `begin` on along each axis, -1 for all that are left. */
export function sliceRanges(call: OperatorCall, dims: readonly number[]): Range[] {
  const [begin, sizes] = [call.constant(1).values, call.constant(2).values]
  return dims.map((length, axis) => {
    const [start, size] = [begin[axis]!, sizes[axis]!]
    return { axis, start, step: 1, size: size === -1 ? length - start : size }
  })
}
