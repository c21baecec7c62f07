import { shapeOf, solvedSizes } from '../lowering/folding.ts'
import {
  apart,
  framesDims,
  type FramesImporter,
  resizedFrames,
  slicedFrames,
  takenFrames,
  transposedFrames
} from '../lowering/frames.ts'
import { sliceRanges, stridedFrames } from '../lowering/stridedSlice.ts'
import { statedSizes, withoutOffset } from './arrangement.ts'

/** Operators that treat the frames of a sequence together. */
export const tfliteFramesImporters: Readonly<Record<string, FramesImporter>> = {
  // How TimeDistributed layers are written.
  RESHAPE: (call, given) => resizedFrames(call, given, solvedSizes(call, framesDims(call, given), statedSizes(call))),
  SHAPE: (call, given) => shapeOf(call, framesDims(call, given)),
  TRANSPOSE: apart((call, given) => transposedFrames(call, given, call.known(1))),
  STRIDED_SLICE: apart((call, given) => stridedFrames(withoutOffset(call), given)),
  SLICE: apart((call, given) => slicedFrames(call, given, sliceRanges(call, framesDims(call, given)))),
  GATHER: apart((call, given) => (call.int('axis', 0) === 1 ? takenFrames(call, given, call.constant(1)) : null)),
  UNPACK: apart((call, { frames }) => (call.int('axis', 0) === 1 ? [...frames] : null)),
  SQUEEZE: apart((call, { frames }) =>
    (call.ints('squeeze_dims') ?? []).join() === '1' && frames.length === 1 ? frames[0]! : null
  )
}
