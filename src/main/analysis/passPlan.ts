import type { DecodePlan } from '../decode/decode.ts'
import { lookEvery } from '../lanes/betweenLooks.ts'
import { framesBefore } from '../model/graph/sequence.ts'
import type { Job } from './openJob.ts'
import { rowsDone, type RowsDone } from './rowsDone.ts'

/**
 * Frames are analysed in groups that begin at multiples of this, counted from frame 0, and are kept as whole groups.
 * So a resumed run hands the engine the very batches of an undisturbed one, and its numbers are the same to the bit.
 */
export const BATCH = 32

/** Width of the pictures that are kept for review, in pixels. */
export const PICTURE_WIDTH = 640
/** Width of what the lane detector looks at, in pixels. */
const VIEW_WIDTH = 320

/** A pass over the frames of a recording. */
export interface PassPlan {
  decode: DecodePlan
  /** The first frame of which each kind of row is wanted. */
  wanted: RowsDone
}

/** The pass that makes what a run lacks and nothing else, from the start of a batch; null where all is there. */
export function planPass({
  recording,
  cache,
  run,
  model
}: Pick<Job, 'recording' | 'cache' | 'run' | 'model'>): PassPlan | null {
  const done = rowsDone(cache, run.id)
  // Null, and equal to no count, until one pass came to the end of the recording.
  const whole = cache.frameCount()
  const missing = [done.frames, done.evidence, done.results].filter((count) => count !== whole)
  if (missing.length === 0) return null
  const from = Math.min(...missing)
  const input = done.results === whole ? null : run.key.recipe
  // A model of several frames has to see those before.
  const before = input ? Math.ceil(framesBefore(model) / BATCH) * BATCH : 0
  const decode = {
    source: recording.source,
    width: recording.width,
    height: recording.height,
    from: Math.max(0, from - (from % BATCH) - before),
    input,
    pictureWidth: done.frames === whole ? null : PICTURE_WIDTH,
    viewWidth: done.evidence === whole ? null : VIEW_WIDTH,
    viewEvery: lookEvery(recording.rate)
  }
  return { decode, wanted: done }
}
