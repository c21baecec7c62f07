import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { createApp, nodeSpawner } from '../../../src/main/app.ts'
import { analyze } from '../../../src/main/hosts/cli/analyze.ts'
import { clientOf } from '../../../src/main/hosts/client.ts'
import type { LaneKeyframe } from '../../../src/shared/lanes.ts'
import type { Rule } from '../../../src/shared/events.ts'
import { jsonOf } from '../../../src/shared/typedAnswer.ts'

/** A flagged stretch of frames; events that say no kind are of the one kind that there was first. */
const Flagged = z.object({ first: z.number(), last: z.number(), kind: z.string().default('left') })
export type Flagged = z.infer<typeof Flagged>

/** What the app says of a drive under a model by its rule as it comes, one value a frame. */
export interface Watched {
  /** Seconds. */
  times: number[]
  events: Flagged[]
  /** Null where the frame has no lane region. */
  lift: (number | null)[]
  /** Of the lane region, 0..1. */
  confidence: number[]
}

export interface DriveToWatch {
  path: string
  /** A table of its signals. */
  signals?: string
  /** Of a steering model. */
  model: string
}

/** The app itself, without a window, on a data folder of its own. */
export interface Watcher {
  /** Analyses a drive by Gradient and the default rule. */
  watch(drive: DriveToWatch): Promise<Watched & { run: string }>
  /** What the app says of that run when these lanes are drawn by hand, under another rule. */
  withLanes(run: string, keyframes: LaneKeyframe[], rule: Rule): Promise<Watched>
  close(): Promise<void>
}

const never = new AbortController().signal
const silent = { write: () => true }
const unset = {
  recipe: undefined,
  explain: undefined,
  settings: undefined,
  lanes: undefined,
  engine: undefined,
  json: true
}

export async function openWatcher(): Promise<Watcher> {
  const dataDir = await mkdtemp(join(tmpdir(), 'lanegaze-watch-'))
  const spawner = nodeSpawner(new URL('../../../src/main/analysis/jobMain.ts', import.meta.url))
  const app = await createApp({ dataDir, spawner, sampleDir: null, rendererDir: null })
  const api = clientOf(app)

  const driveOf = async (run: string): Promise<string> =>
    (await jsonOf(api.runs[':run'].$get({ param: { run } }))).driveId
  const told = async (run: string): Promise<Watched> => {
    const [param, drive] = [{ run }, await driveOf(run)]
    const { lift, laneConfidence } = await jsonOf(api.runs[':run'].series.$get({ param }))
    const { times } = await jsonOf(api.drives[':drive'].timeline.$get({ param: { drive } }))
    const { events } = await jsonOf(api.runs[':run'].events.$get({ param }))
    return { times, events: z.array(Flagged).parse(events), lift, confidence: laneConfidence }
  }

  return {
    async watch({ path, signals, model }) {
      const openWith = signals === undefined ? {} : { signals }
      const options = { ...unset, recording: path, openWith, model, method: 'gradient', dataDir }
      const { run } = await analyze(app, options, never, silent)
      return { run, ...(await told(run)) }
    },
    async withLanes(run, keyframes, rule) {
      const drive = await driveOf(run)
      await jsonOf(api.drives[':drive'].lanes.$put({ param: { drive }, json: { version: 1, keyframes } }))
      await jsonOf(api.runs[':run'].rule.$put({ param: { run }, json: rule }))
      return told(run)
    },
    async close() {
      await app.close()
      await rm(dataDir, { recursive: true, force: true })
    }
  }
}
