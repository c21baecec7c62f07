import { constants, setPriority } from 'node:os'
import { CancelledError } from '../../shared/errors.ts'
import type { FrameRange } from '../../shared/recording.ts'
import type { DecodedFrame, DecodePlan, DecodeSummary } from '../decode/decode.ts'
import { decodeFrames } from '../decode/decodeFrames.ts'
import { FrameMemory } from '../decode/frameMemory.ts'
import { viewSize } from '../decode/sizes.ts'
import type { Recording } from '../recording/recording.ts'
import type { FrameRow } from '../store/frameTables.ts'
import type { EvidenceRow } from '../store/laneTables.ts'
import type { ResultRow } from '../store/resultTables.ts'
import { createLaneWatcher } from './laneWatcher.ts'
import { BATCH, type PassPlan } from './passPlan.ts'
import { inBatches, readAhead } from './readAhead.ts'
import type { InputPicture, SaliencyRunner } from './saliencyRunner.ts'

/** Batches that are decoded while the engine works on one: bounded memory, and the engine never waits for long. */
const BATCHES_AHEAD = 2

/** Frames that were analysed together, in rising order; each list holds those that it was wanted of. */
export interface AnalysedBatch {
  /** Picture and time. The memory of the pictures is used again once the next batch is asked for. */
  frames: FrameRow[]
  /** What the lane detector sees; null in frames that it does not look at. */
  evidence: EvidenceRow[]
  /** Steering and map. */
  results: ResultRow[]
}

/** What it takes to analyse frames. */
export interface FramePass {
  recording: Pick<Recording, 'times' | 'rate'>
  plan: PassPlan
  /** Null where the plan asks for no input. */
  runner: SaliencyRunner | null
  /** Ends the pass after the batch in flight. */
  stop: AbortSignal
  /** Called with the frames of a batch before it is worked on. */
  onBatch: (frames: FrameRange) => void
}

type Batch = readonly DecodedFrame[]

/** What the plan asked the decoder for. */
function delivered(part: Uint8Array | null, { frame }: DecodedFrame): Uint8Array {
  if (!part) throw new Error(`the decoder left out a part of frame ${frame}`)
  return part
}

function frameRows(batch: Batch, { times, rate }: FramePass['recording']): FrameRow[] {
  return batch.map((decoded) => ({
    frame: decoded.frame,
    time: times?.[decoded.frame] ?? decoded.time ?? decoded.frame / rate,
    damaged: decoded.damaged,
    picture: delivered(decoded.picture, decoded)
  }))
}

interface SeenLanes {
  /** What is seen in each frame that is looked at, which does not depend on the frames before, and null for the others. */
  rows(batch: Batch, from: number): Promise<EvidenceRow[]>
  dispose(): void
}

function seenLanes(plan: DecodePlan): SeenLanes {
  if (plan.viewWidth === null) return { rows: () => Promise.resolve([]), dispose: () => undefined }
  const watcher = createLaneWatcher(viewSize(plan, plan.viewWidth))
  const isLook = ({ frame }: DecodedFrame): boolean => frame % (plan.viewEvery ?? 1) === 0
  return {
    async rows(batch, from) {
      if (batch.at(-1)!.frame < from) return []
      // The whole batch, as of results: what the network says may depend, in its last bits, on the company.
      const looks = batch.filter(isLook)
      const seen = await watcher.see(looks.map((decoded) => delivered(decoded.view, decoded)))
      const evidence = new Map(looks.map(({ frame }, i) => [frame, seen[i]]))
      return batch
        .filter(({ frame }) => frame >= from)
        .map(({ frame }) => ({ frame, evidence: evidence.get(frame) ?? null }))
    },
    dispose: () => watcher.dispose()
  }
}

/** What the model is to see of a batch. */
function inputPictures(batch: Batch): InputPicture[] {
  return batch.map((decoded) => ({ frame: decoded.frame, rgb: delivered(decoded.input, decoded) }))
}

/** The rows of a batch from the frame `from` on. */
async function resultRows(batch: Batch, runner: SaliencyRunner, from: number): Promise<ResultRow[]> {
  if (batch.at(-1)!.frame < from) {
    runner.remember(inputPictures(batch))
    return []
  }
  // The whole batch, though part of it may be there: what a frame gets may depend on the company it is in.
  return (await runner.run(inputPictures(batch))).filter(({ frame }) => frame >= from)
}

/**
 * ffmpeg, once it runs, sets the pace: this process and the threads that it is to start work in what time ffmpeg leaves
 * them. That makes a pass some three per cent shorter.
 */
function giveWay(): void {
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
}

/**
 * One pass over the frames: decodes, and runs model, method and lane detector batch by batch. Whoever takes the batches
 * sets the pace; nothing is kept.
 * @throws CancelledError when it was stopped
 */
export async function* analyseFrames({
  recording,
  plan: { decode, wanted },
  runner,
  stop,
  onBatch
}: FramePass): AsyncGenerator<AnalysedBatch, DecodeSummary> {
  const lanes = seenLanes(decode)
  const memory = new FrameMemory()
  const decoding = new AbortController()
  const onStart = (): void => {
    giveWay()
    runner?.load()
  }
  const decoded = decodeFrames(decode, decoding.signal, { memory, onStart })
  const batches = readAhead(inBatches(decoded, BATCH), BATCHES_AHEAD)
  try {
    for (;;) {
      if (stop.aborted) throw new CancelledError('The analysis was stopped.')
      const { done: ended, value: batch } = await batches.next()
      if (ended) return batch
      onBatch({ first: batch[0]!.frame, last: batch.at(-1)!.frame })
      const from = (first: number): Batch => batch.filter(({ frame }) => frame >= first)
      // The engine has threads of its own: it works while this one looks for lanes.
      const running = runner ? resultRows(batch, runner, wanted.results) : []
      const evidence = await lanes.rows(batch, wanted.evidence)
      const results = await running
      const frames = decode.pictureWidth === null ? [] : frameRows(from(wanted.frames), recording)
      yield { frames, evidence, results }
      batch.forEach((frame) => memory.giveBack(frame))
    }
  } finally {
    decoding.abort()
    lanes.dispose()
    await batches.return({ frames: 0, warnings: [] })
  }
}
