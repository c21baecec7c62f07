import { basename } from 'node:path'
import type { Bar } from '../bars.ts'
import { type CrashResult, CALM_FRAMES, inTime, watchCrash } from './crashClip.ts'
import { poissonUpperBound } from './poissonBound.ts'
import { type RunOffResult, type StayingResult, warningOf, watchRunOff, watchStaying } from './runOffs.ts'
import { type Flagged, openWatcher } from './watchDrives.ts'

/** How well events tell of drives that end badly, and how quiet they are on the others. */
export interface RunOffEvaluation {
  off: RunOffResult[]
  stays: StayingResult[]
  /** Hours that those drove, their false events an hour, and what these may be at most, with 95 % confidence. */
  quiet: { hours: number; hourly: number; atMost: number }
  /** Calm drives of the other measurements. */
  calm: StayingResult[]
  /** Null without the folder of real data. */
  crash: CrashResult[] | null
}

export interface RunOffDrives {
  /** Folders of generated drives: those named `off-…` run off, those named `stays-…` do not. */
  generated: readonly string[]
  calm: readonly string[]
  /** File of the steering model that drives well. */
  model: string
  /** Folder of real recordings, models and labels, or null. */
  data: string | null
}

export async function evaluateRunOff({ generated, calm, model, data }: RunOffDrives): Promise<RunOffEvaluation> {
  const watcher = await openWatcher()
  try {
    const named = (prefix: string): string[] => generated.filter((folder) => basename(folder).startsWith(prefix))
    const off: RunOffResult[] = []
    for (const folder of named('off-')) off.push(await watchRunOff(watcher, folder, model))
    const stays: StayingResult[] = []
    for (const folder of named('stays-')) stays.push(await watchStaying(watcher, folder, model))
    const calmly: StayingResult[] = []
    for (const folder of calm) calmly.push(await watchStaying(watcher, folder, model))
    const hours = stays.reduce((sum, { seconds }) => sum + seconds, 0) / 3600
    const count = stays.reduce((sum, { events }) => sum + events.length, 0)
    const quiet = { hours, hourly: count / hours, atMost: poissonUpperBound(count) / hours }
    return { off, stays, quiet, calm: calmly, crash: data === null ? null : await watchCrash(watcher, data) }
  } finally {
    await watcher.close()
  }
}

/** Kinds that say that something is odd about the drive, not about attention. */
export const isNews = ({ kind }: Flagged): boolean => kind !== 'left'

export function runOffBars({ off, quiet, calm, crash }: RunOffEvaluation): Bar[] {
  const warned = off.filter((result) => warningOf(result, 'road')).length
  const calmNews = calm.reduce((sum, { events }) => sum + events.filter(isNews).length, 0)
  return [
    { name: 'runoff: drives flagged half a second before they leave the road', value: warned, limit: { least: 17 } },
    { name: 'runoff: false events an hour', value: quiet.hourly, limit: { most: 1 } },
    { name: "runoff: 'lost' and 'jumped' on calm drives", value: calmNews, limit: { most: 0 } },
    ...(crash ? crashBars(crash) : [])
  ]
}

function crashBars(crash: readonly CrashResult[]): Bar[] {
  const early = crash.flatMap(({ found }) => found.events.filter(({ first }) => (found.times[first] ?? 0) < 1))
  const calmNews = crash.flatMap(({ found }) =>
    found.events.filter((event) => isNews(event) && event.first < CALM_FRAMES)
  )
  const left = crash.filter(({ found }) => inTime({ ...found, events: found.events.filter((event) => !isNews(event)) }))
  return [
    ...crash.map(({ model, found }) => ({
      name: `runoff: crash clip flagged half a second before the impact, ${model}`,
      value: Number(inTime(found) !== undefined),
      limit: { least: 1 }
    })),
    {
      name: "runoff: crash clip, models under which that is 'attention left'",
      value: left.length,
      limit: { least: 1 }
    },
    { name: 'runoff: crash clip, events in the first second', value: early.length, limit: { most: 0 } },
    { name: "runoff: crash clip, 'lost' and 'jumped' in its calm frames", value: calmNews.length, limit: { most: 0 } }
  ]
}
