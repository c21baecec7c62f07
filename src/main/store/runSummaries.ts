import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { Warnings } from './json.ts'

/** What the cache of a drive says of a run, as far as a list of runs tells it. */
export const RunSummary = z.object({
  /** The exact number of frames of the drive; null until a decode pass came to the end. */
  frameCount: z.number().nullable(),
  /** Frames that have a picture, a prediction and a map. */
  mapped: z.number(),
  /** Of these, the frames that today's lane detector has looked at. */
  done: z.number(),
  /** Version of the detector that found the lanes; null where none are found yet. */
  lanesBy: z.number().nullable(),
  /** Frames that the drive's lane model has marked. */
  modelLanesDone: z.number(),
  /** Key of the lanes that lie with the recording; null where none were read. */
  recordedLanes: z.string().nullable(),
  scoredWith: z.string().nullable(),
  engine: z.string().nullable(),
  failure: z.string().nullable(),
  warnings: Warnings
})
export type RunSummary = z.output<typeof RunSummary>

/**
 * `cache/runs.json`: summaries of runs, each under a stamp of what it was read from, so that a list of a thousand runs
 * opens no cache that has not changed. May be deleted like any cache.
 */
export interface RunSummaries {
  /** Null where there is none under this stamp. */
  get(runId: string, stamp: string): RunSummary | null
  put(runId: string, stamp: string, summary: RunSummary): void
  /** Writes the summaries of these runs for the next start, where any is new; others are forgotten. */
  keep(runIds: readonly string[]): void
}

/** In the file summaries have an older name. */
const Kept = z.record(z.string(), z.object({ stamp: z.string(), glance: RunSummary }))
type Kept = z.output<typeof Kept>

export function openRunSummaries(dataDir: string): RunSummaries {
  const file = join(dataDir, 'cache', 'runs.json')
  const known = new Map(Object.entries(read(file)))
  let isNew = false
  return {
    get(runId, stamp) {
      const found = known.get(runId)
      return found?.stamp === stamp ? found.glance : null
    },
    put(runId, stamp, summary) {
      if (known.get(runId)?.stamp === stamp) return
      known.set(runId, { stamp, glance: summary })
      isNew = true
    },
    keep(runIds) {
      if (!isNew) return
      isNew = false
      const wanted = new Set(runIds)
      for (const runId of known.keys()) if (!wanted.has(runId)) known.delete(runId)
      write(file, Object.fromEntries(known))
    }
  }
}

/** Whatever is wrong with the file, it is made again. */
function read(file: string): Kept {
  try {
    return Kept.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return {}
  }
}

/** A cache that cannot be written costs time only. */
function write(file: string, kept: Kept): void {
  try {
    writeFileSync(`${file}.part`, JSON.stringify(kept))
    renameSync(`${file}.part`, file)
  } catch {
    return
  }
}
