import { solvedSizes } from '../lowering/folding.ts'
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
import { gatheredAxis } from './arrangement.ts'

/** Operators that treat the frames of a sequence together, as TensorFlow has them. */

export const tensorflowFramesImporters: Readonly<Record<string, FramesImporter>> = {
  // How TimeDistributed layers are written.
  Reshape: (call, given) => resizedFrames(call, given, solvedSizes(call, framesDims(call, given), call.known(1))),
  Transpose: apart((call, given) => transposedFrames(call, given, call.known(1))),
  StridedSlice: apart(stridedFrames),
  Slice: apart((call, given) => slicedFrames(call, given, sliceRanges(call, framesDims(call, given)))),
  GatherV2: apart((call, given) => (gatheredAxis(call) === 1 ? takenFrames(call, given, call.constant(1)) : null)),
  Unpack: apart(({ operator }, { frames }) => (operator.attributes.get('axis') === 1 ? [...frames] : null)),
  Squeeze: apart((call, { frames }) => {
    const axes = call.ints('squeeze_dims') ?? call.ints('axis') ?? []
    return axes.join() === '1' && frames.length === 1 ? frames[0]! : null
  })
}
