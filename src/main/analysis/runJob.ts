import { setFlagsFromString } from 'node:v8'
import { CancelledError, isExpected, sentence } from '../../shared/errors.ts'
import type { FrameRange } from '../../shared/recording.ts'
import { noteDefect } from '../log/defects.ts'
import type { Log } from '../log/log.ts'
import { DamagedCache } from '../store/damagedCache.ts'
import { lockDrive } from '../store/lock.ts'
import { isDamage, isDiskTrouble } from '../store/sqlite.ts'
import { openStore, type Store } from '../store/store.ts'
import { analyseFrames } from './analyseFrames.ts'
import type { JobMessage, JobSpec, Stage } from './jobMessages.ts'
import { keepSignals } from '../library/keepSignals.ts'
import { createRecordings } from '../library/recordings.ts'
import { withBaselines } from './baselines.ts'
import { findLanes, keepDrive } from './keepDrive.ts'
import { findModelLanes } from './modelLanes.ts'
import { openJob, type Job } from './openJob.ts'
import { keepOutputWarnings } from './outputWarnings.ts'
import { planPass } from './passPlan.ts'
import { rescore } from './rescore.ts'
import { findRecordedLanes } from './recordedLanes.ts'
import { keepSeenPixels } from './runSeen.ts'
import { findEvidence } from './evidence.ts'
import { startRunner, type SaliencyRunner } from './saliencyRunner.ts'
import { begunRun, storeEngine, storeFrames } from './storeSink.ts'

/** True for what is neither a person's to mend nor the disk's. */
function isDefect(error: unknown): boolean {
  return !isExpected(error) && !isDiskTrouble(error) && !isCacheDamage(error)
}

function isCacheDamage(error: unknown): boolean {
  return error instanceof DamagedCache || isDamage(error)
}

/** What to tell a person about an analysis that failed, with the frames it was at. */
export function failureSentence(error: unknown, frames: FrameRange | null): string {
  const where = frames ? ` (at frames ${frames.first} to ${frames.last})` : ''
  const why = sentence(error).replace(/\.$/, '')
  if (isExpected(error)) return `${why}${where}.`
  if (isDiskTrouble(error))
    return `Nothing more can be written to the data folder${where}: ${why}; make room, then resume.`
  if (isCacheDamage(error)) return `The cache of this drive is damaged${where}: ${why}; resume to compute it again.`
  return `The analysis failed${where}: ${why}. Lanegaze's log says more.`
}

/**
 * While frames come and go, array buffers of tens of megabytes a second, V8 would go through its whole heap for every 64
 * MB of them, several times a second, though all but a few are found dead in the young part of it: a sixth of the job's
 * time. Afterwards, where maps are read back and stay longer, that limit is what keeps memory small.
 */
function collectForBuffers(isEager: boolean): void {
  setFlagsFromString(`--${isEager ? 'no-' : ''}external-memory-accounted-in-global-limit`)
}

async function startedRunner(job: Job, stop: AbortSignal): Promise<SaliencyRunner> {
  const explanation = await withBaselines(job.explanation, job.recording, job.run.key.recipe, stop)
  return startRunner({ ...job, explanation }, begunRun(job), (started) => storeEngine(job, started))
}

async function passOver(job: Job, stop: AbortSignal, onBatch: (frames: FrameRange) => void): Promise<void> {
  const plan = planPass(job)
  if (!plan) return
  // Where only lanes are looked for again, no model runs.
  const isRun = plan.decode.input !== null
  const runner = isRun ? await startedRunner(job, stop) : null
  collectForBuffers(false)
  try {
    const batches = analyseFrames({ recording: job.recording, plan, runner, stop, onBatch })
    keepDrive(job, plan.decode.from, await storeFrames(job, batches))
  } finally {
    collectForBuffers(true)
    runner?.dispose()
  }
}

/**
 * Does a run as far as it is not done yet: one pass over the frames, then the signals and lanes of the drive, then the
 * scores, and what evidence there is by changing pictures.
 * Every way to end is told by one last message; nothing is thrown.
 */
export async function runJob(
  spec: JobSpec,
  stop: AbortSignal,
  send: (message: JobMessage) => void,
  log: Log
): Promise<void> {
  let frames: FrameRange | null = null
  let last: JobMessage = { type: 'finished' }
  const open = new DisposableStack()
  try {
    const store: Store = open.adopt(openStore(spec.dataDir, 'tell'), (opened) => opened.close())
    open.adopt(lockDrive(spec.dataDir, spec.driveId), (lock) => lock.release())
    const recordings = open.adopt(createRecordings(), (opened) => opened.close())
    const job = await openJob({ store, recordings }, spec.runId)
    keepSeenPixels(job)
    await passOver(job, stop, (batch) => {
      frames = batch
      send({ type: 'progress', stage: 'decoding', frames })
    })
    frames = null
    const tell = (stage: Stage) => (done: number, total: number) =>
      send({ type: 'progress', stage, frames: null, part: { done, total } })
    // Read again: a person may have corrected the signals while this job was running.
    await keepSignals(job.cache, job.recording, job.library.drives.get(job.drive.id).signalSettings)
    await findLanes(job, stop, tell('lanes'))
    await findRecordedLanes(job, stop, tell('lanes'))
    await findModelLanes(job, stop, tell('lanes'))
    send({ type: 'progress', stage: 'scoring', frames })
    if (stop.aborted) throw new CancelledError('The analysis was stopped.')
    keepOutputWarnings(job)
    await rescore(job.cache, job.library, spec.runId)
    await findEvidence(job, { stop, onProgress: tell('evidence') })
    job.cache.checkpoint()
  } catch (error) {
    if (error instanceof CancelledError) last = { type: 'stopped' }
    else {
      if (isDefect(error)) log.error(noteDefect(`The analysis of run ${spec.runId}`, error))
      last = { type: 'failed', sentence: failureSentence(error, frames), damaged: error instanceof DamagedCache }
    }
  } finally {
    open.dispose()
  }
  send(last)
}
