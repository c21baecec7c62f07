import { constants, setPriority } from 'node:os'
import { CancelledError } from '../../shared/errors.ts'
import type { FrameRange } from '../../shared/recording.ts'
import type { DecodedFrame, DecodePlan, DecodeSummary } from '../decode/decode.ts'
import { decodeFrames } from '../decode/decodeFrames.ts'
import { FrameMemory } from '../decode/frameMemory.ts'
import { viewSize } from '../decode/sizes.ts'
import { createLaneDetector, detectorVersion } from '../lanes/detect.ts'
import type { FrameRow } from '../store/frameTables.ts'
import type { EvidenceRow } from '../store/laneTables.ts'
import type { ResultRow } from '../store/resultTables.ts'
import { whatIsDone } from './done.ts'
import type { Job } from './openJob.ts'
import { BATCH } from './passPlan.ts'
import { inBatches, readAhead } from './readAhead.ts'
import type { InputPicture, SaliencyRunner } from './saliencyRunner.ts'

/** Batches that are decoded while the engine works on one: bounded memory, and the engine never waits for long. */
const BATCHES_AHEAD = 2

type Batch = readonly DecodedFrame[]

/** What the plan asked the decoder for. */
function delivered(part: Uint8Array | null, { frame }: DecodedFrame): Uint8Array {
  if (!part) throw new Error(`the decoder left out a part of frame ${frame}`)
  return part
}

function frameRows(batch: Batch, { recording }: Job): FrameRow[] {
  return batch.map((decoded) => ({
    frame: decoded.frame,
    time: recording.times?.[decoded.frame] ?? decoded.time ?? decoded.frame / recording.rate,
    damaged: decoded.damaged,
    picture: delivered(decoded.picture, decoded)
  }))
}

/**
 * Gives what the lane detector sees in each frame that it looks at, which does not depend on the frames before, and
 * null for the others.
 */
function laneWatcher(plan: DecodePlan): (batch: Batch) => EvidenceRow[] {
  if (plan.viewWidth === null) return () => []
  const detector = createLaneDetector(viewSize(plan, plan.viewWidth))
  const isLook = (frame: number): boolean => frame % (plan.viewEvery ?? 1) === 0
  return (batch) =>
    batch.map((decoded) => ({
      frame: decoded.frame,
      evidence: isLook(decoded.frame) ? detector.frame(delivered(decoded.view, decoded)) : null
    }))
}

/** What the model is to see of a batch. */
function inputPictures(batch: Batch): InputPicture[] {
  return batch.map((decoded) => ({ frame: decoded.frame, rgb: delivered(decoded.input, decoded) }))
}

/** The rows of a batch from the frame `done` on. */
async function resultRows(batch: Batch, runner: SaliencyRunner, done: number): Promise<ResultRow[]> {
  if (batch.at(-1)!.frame < done) {
    runner.remember(inputPictures(batch))
    return []
  }
  // The whole batch, though part of it may be there: what a frame gets may depend on the company it is in.
  return (await runner.run(inputPictures(batch))).filter(({ frame }) => frame >= done)
}

/**
 * ffmpeg, once it runs, sets the pace: this process and the threads that it is to start work in what time ffmpeg leaves
 * them. That makes a pass some three per cent shorter.
 */
function giveWay(): void {
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
}

/**
 * One pass over the frames: decodes, runs model and method batch by batch, and writes each batch in one transaction,
 * as far as its rows are not there yet.
 * @param runner null where the plan asks for no input
 * @param stop ends the pass after the batch in flight
 * @param onBatch called with the frames of a batch before it is worked on
 * @throws CancelledError when it was stopped
 */
export async function framePass(
  job: Job,
  plan: DecodePlan,
  runner: SaliencyRunner | null,
  stop: AbortSignal,
  onBatch: (frames: FrameRange) => void
): Promise<DecodeSummary> {
  const { cache, run } = job
  const seeLanes = laneWatcher(plan)
  const memory = new FrameMemory()
  const decoding = new AbortController()
  const onStart = (): void => {
    giveWay()
    runner?.load()
  }
  const frames = decodeFrames(plan, decoding.signal, { memory, onStart })
  const batches = readAhead(inBatches(frames, BATCH), BATCHES_AHEAD)
  try {
    for (;;) {
      if (stop.aborted) throw new CancelledError('The analysis was stopped.')
      const { done: ended, value: batch } = await batches.next()
      if (ended) return batch
      onBatch({ first: batch[0]!.frame, last: batch.at(-1)!.frame })
      const done = whatIsDone(cache, run.id)
      const from = (count: number): Batch => batch.filter(({ frame }) => frame >= count)
      // The engine has threads of its own: it works while this one looks for lanes.
      const [results, evidence] = await Promise.all([
        runner ? resultRows(batch, runner, done.results) : [],
        seeLanes(from(done.evidence))
      ])
      cache.writeBatch({
        frames: plan.pictureWidth === null ? [] : frameRows(from(done.frames), job),
        evidence: { version: detectorVersion, rows: evidence },
        results: { runId: run.id, rows: results }
      })
      batch.forEach((frame) => memory.giveBack(frame))
    }
  } finally {
    decoding.abort()
    await batches.return({ frames: 0, warnings: [] })
  }
}
