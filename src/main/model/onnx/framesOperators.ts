import type { OperatorCall } from '../lowering/call.ts'
import { product } from '../lowering/folding.ts'
import {
  apart,
  type Frames,
  framesDims,
  type FramesImporter,
  resizedFrames,
  slicedFrames,
  splitFrames,
  takenFrames,
  transposedFrames
} from '../lowering/frames.ts'
import { reshapedSizes, sliceRanges } from './folding.ts'

/** Operators that treat the frames of a sequence together, as far as ONNX's differ from those of a picture. */

const axisOf = (call: OperatorCall, given: Frames, fallback: number): number => {
  const stated = call.int('axis', fallback)
  return stated < 0 ? stated + framesDims(call, given).length : stated
}

export const onnxFramesImporters: Readonly<Record<string, FramesImporter>> = {
  Reshape: (call, given) => resizedFrames(call, given, reshapedSizes(call, framesDims(call, given), call.known(1))),
  Flatten: apart((call, given) => {
    const axis = axisOf(call, given, 1)
    const dims = framesDims(call, given)
    return resizedFrames(call, given, [product(dims.slice(0, axis)), product(dims.slice(axis))])
  }),
  Transpose: apart((call, given) => transposedFrames(call, given, call.ints('perm') ?? [])),
  Slice: (call, given) => {
    const dims = framesDims(call, given)
    const ranges = sliceRanges(call, dims)
    if (!given.inBatch) return slicedFrames(call, given, ranges)
    const [count = 0] = dims
    if (ranges.some(({ axis, size, step }) => axis === 0 && (size < count || step !== 1))) {
      call.refuse('cuts a batch apart', 'export the model for one picture at a time')
    }
    return null
  },
  Gather: apart((call, given) => (axisOf(call, given, 0) === 1 ? takenFrames(call, given, call.constant(1)) : null)),
  Split: apart((call, given) => {
    if (axisOf(call, given, 0) !== 1) return null
    const count = call.operator.outputs.length
    const equal = Math.ceil(given.frames.length / count)
    return splitFrames(given, call.numbers('split', 1) ?? Array.from({ length: count }, () => equal))
  }),
  Squeeze: apart((call, given) => {
    const axes = call.numbers('axes', 1) ?? []
    return axes.join() === '1' && given.frames.length === 1 ? given.frames[0]! : null
  })
}
