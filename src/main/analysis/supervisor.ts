import type { Progress, Run } from '../../shared/api.ts'
import { NotFoundError } from '../../shared/errors.ts'
import type { FrameRange } from '../../shared/recording.ts'
import { noteDefect } from '../log/defects.ts'
import { createLastWords, type LastWords } from '../log/lastWords.ts'
import type { Log } from '../log/log.ts'
import { withoutQuotations } from '../log/redacted.ts'
import { isDiskTrouble } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'
import { describeRun, type RunOfDrive } from './describeRun.ts'
import { JobMessage, type PartDone, type Stage } from './jobMessages.ts'
import { modelLanesKey } from './modelLanesKey.ts'
import { createPace, type Pace } from '../../shared/pace.ts'
import { knownSummary } from './runSummary.ts'
import type { JobExit, RunningJob, Spawner } from './spawner.ts'

/** Starts and watches job processes: one at a time, the others wait in line. State is what the store holds. */
export interface Supervisor {
  /** Starts the run, or goes on with it where it stopped; a finished run stays as it is. @throws NotFoundError */
  start(runId: string): Run
  /** Tests the model of a run that has its results by changing pictures, as far as that is not done. @throws NotFoundError */
  test(runId: string): Run
  /** The job ends after the batch in flight; resolves when it has. */
  pause(runId: string): Promise<Run>
  /** The same as `start`: a job always goes on where the store ends. */
  resume(runId: string): Run
  /** Ends the job at once, and deletes the run with all it computed; rules and verdicts stay. */
  cancel(runId: string): Promise<void>
  describe(runId: string): Run
  /** Newest first; of one drive, or all. */
  list(driveId?: string): Run[]
  /** The run's progress now and at every change; ends with the state that is not 'running' any more. */
  progress(runId: string): AsyncIterable<Progress>
  /** Stops the job after its batch, and forgets the line. */
  close(): Promise<void>
}

interface ActiveJob {
  runId: string
  process: RunningJob
  stage: Stage
  /** Frames that the job said it was beginning with. */
  inFlight: FrameRange | null
  /** How far the stage is, where the job says so. */
  part: PartDone | null
  /** How the job said it ended; null while it has not. */
  outcome: Exclude<JobMessage, { type: 'progress' }> | null
  cancelled: boolean
  lastWords: LastWords
  pace: Pace
  ended: Promise<null>
}

/** A function that is asked once for each value. */
function remembering<K, V>(ask: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>()
  return (key) => {
    const value = known.get(key) ?? ask(key)
    known.set(key, value)
    return value
  }
}

function framesInWords({ first, last }: FrameRange): string {
  return ` at frames ${first} to ${last}`
}

/** The sentence for a job process that ended without a word. */
function crashSentence(how: string, frames: FrameRange | null): string {
  const where = frames ? framesInWords(frames) : ' before its first frame'
  return `The analysis process ended unexpectedly (${how})${where}; resume to try again from there. Lanegaze's log says more.`
}

interface Supervised {
  spawner: Spawner
  store: Store
  log: Log
}

export function createSupervisor({ spawner, store, log }: Supervised): Supervisor {
  const { library, dataDir } = store
  const line: string[] = []
  const watchers = new Set<() => void>()
  let active: ActiveJob | null = null

  const changed = (): void => watchers.forEach((watcher) => watcher())
  const isActive = (runId: string): boolean => active?.runId === runId || line.includes(runId)

  function describe(runId: string): Run {
    const run = library.runs.get(runId)
    return described({ run, drive: library.drives.get(run.driveId), model: library.models.get(run.modelId) })
  }

  function described(about: RunOfDrive): Run {
    const { run, drive } = about
    return describeRun(library, about, knownSummary(store, run, modelLanesKey(library, drive)), isActive(run.id))
  }

  /** Drives and models are read once each, for many runs share a model. */
  function list(driveId?: string): Run[] {
    const runs = library.runs.list(driveId)
    const drive = remembering((id: string) => library.drives.get(id))
    const model = remembering((id: string) => library.models.get(id))
    const listed = runs.map((run) => described({ run, drive: drive(run.driveId), model: model(run.modelId) }))
    if (driveId === undefined) store.runSummaries.keep(runs.map(({ id }) => id))
    return listed
  }

  function begin(runId: string): void {
    const { driveId } = library.runs.get(runId)
    const process = spawner.spawn({ dataDir, driveId, runId, logLevel: log.level })
    const { promise: ended, resolve } = Promise.withResolvers<null>()
    const job: ActiveJob = {
      runId,
      process,
      stage: 'decoding',
      inFlight: null,
      part: null,
      outcome: null,
      cancelled: false,
      lastWords: createLastWords((line) => log.debug(`Run ${runId} says: ${line}`)),
      pace: createPace(),
      ended
    }
    active = job
    log.info(`Run ${runId} starts.`)
    process.onOutput((text) => job.lastWords.hear(text))
    process.onMessage((raw) => {
      const message = JobMessage.parse(raw)
      if (message.type === 'progress') {
        job.stage = message.stage
        job.inFlight = message.frames
        job.part = message.part ?? null
      } else job.outcome = message
      changed()
    })
    process.onExit((exit) => {
      takeDown(job, exit)
      settle(job, driveId, exit.how)
      active = null
      resolve(null)
      next()
      changed()
    })
  }

  /** Tells the log how a job ended; where its process did not end well, with what it printed last. */
  function takeDown({ runId, cancelled, outcome, lastWords, inFlight }: ActiveJob, { how, isCrash }: JobExit): void {
    const said = lastWords.text() === '' ? 'It printed nothing.' : `It printed last:\n${lastWords.text()}`
    if (cancelled) log.info(`Run ${runId} was cancelled.`)
    else if (isCrash || !outcome)
      log.error(`The process of run ${runId} ended (${how})${inFlight ? framesInWords(inFlight) : ''}. ${said}`)
    else if (outcome.type === 'failed') log.warn(`Run ${runId} failed: ${withoutQuotations(outcome.sentence)}`)
    else log.info(`Run ${runId} ${outcome.type}.`)
    if (isCrash) noteDefect(`A job (${how})`, lastWords.text())
  }

  function settle(job: ActiveJob, driveId: string, how: string): void {
    if (job.cancelled) return
    const { outcome } = job
    if (outcome?.type === 'failed' && outcome.damaged) store.rebuildCache(driveId, outcome.sentence)
    const failure = outcome ? (outcome.type === 'failed' ? outcome.sentence : null) : crashSentence(how, job.inFlight)
    if (failure === null) return
    try {
      store.cache(driveId).setFailure(job.runId, failure)
    } catch (error) {
      // Where nothing can be written the run is one that was paused; resuming it says why it ended.
      if (!isDiskTrouble(error)) throw error
    }
  }

  function next(): void {
    const runId = active ? undefined : line.shift()
    if (runId !== undefined) begin(runId)
  }

  function start(runId: string): Run {
    const run = describe(runId)
    return run.state === 'finished' ? run : enqueue(run)
  }

  function enqueue({ id: runId, driveId, state }: Run): Run {
    if (state === 'running') return describe(runId)
    store.cache(driveId).setFailure(runId, null)
    line.push(runId)
    next()
    changed()
    return describe(runId)
  }

  /** Takes the run out of the line, or ends its job in the way given. */
  async function end(runId: string, how: (job: ActiveJob) => void): Promise<void> {
    const waiting = line.indexOf(runId)
    if (waiting >= 0) line.splice(waiting, 1)
    if (active?.runId === runId) {
      const { ended } = active
      how(active)
      await ended
    }
    changed()
  }

  /** Null once the run is deleted. */
  function find(runId: string): Run | null {
    try {
      return describe(runId)
    } catch (error) {
      if (error instanceof NotFoundError) return null
      throw error
    }
  }

  function progressNow({ id, state, done, total, error }: Run): Progress {
    const job = active?.runId === id ? active : null
    if (job?.part) return { state, stage: job.stage, ...job.part, rate: null, secondsLeft: null, error }
    const pace = job?.pace.at(done, total) ?? { rate: null, secondsLeft: null }
    return { state, stage: job?.stage ?? 'decoding', done, total, ...pace, error }
  }

  async function* progress(runId: string): AsyncGenerator<Progress> {
    let wake: () => void = () => undefined
    let news = true
    const watcher = (): void => {
      news = true
      wake()
    }
    watchers.add(watcher)
    try {
      for (;;) {
        while (!news) await new Promise<void>((resolve) => (wake = resolve))
        news = false
        const run = find(runId)
        if (!run) return
        yield progressNow(run)
        if (run.state !== 'running') return
      }
    } finally {
      watchers.delete(watcher)
    }
  }

  return {
    start,
    resume: start,
    test: (runId) => enqueue(describe(runId)),
    async pause(runId) {
      await end(runId, (job) => job.process.stop())
      return describe(runId)
    },
    async cancel(runId) {
      const { driveId } = library.runs.get(runId)
      await end(runId, (job) => {
        job.cancelled = true
        job.process.kill()
      })
      store.cache(driveId).removeRun(runId)
      library.runs.remove(runId)
      changed()
    },
    describe,
    list,
    progress,
    async close() {
      line.length = 0
      if (active) await end(active.runId, (job) => job.process.stop())
      watchers.clear()
    }
  }
}
