import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { defaultRule } from '../../../src/shared/events.ts'
import { CORRIDOR_MARGIN, LaneKeyframe, Polygon } from '../../../src/shared/lanes.ts'
import { type Flagged, type Watched, type Watcher } from './watchDrives.ts'

/** The clip of a simulated car that a model drives into a barrier, below the folder of real data. */
const CLIP = 'videos/Danziger-both-data-mountain-track-10-crash.mp4'
const MODELS = ['danziger/model-17c90d5f.h5', 'naokishibuya/model.h5'] as const
/** The frame in which it hits the barrier, within two or three; the clip has 60 frames a second. */
export const IMPACT = 180
/** It drives well until then: frames before it hold nothing to be flagged as lost or jumped. */
export const CALM_FRAMES = 50

/** What the app says of the clip under one model. */
export interface CrashResult {
  model: string
  /** With the lanes that it finds itself. */
  found: Watched
  /** With lanes drawn by hand, as they are and with a corridor's margin: what lift says where the lane is known. */
  known: { margin: number; watched: Watched }[]
}

/** Of the hand-labelled frames what is needed here; a video's are named by number. */
const Truth = z.object({
  entries: z.array(
    z.object({ source: z.string(), frame: z.union([z.number(), z.string()]), polygon: Polygon.optional() })
  )
})

/** @param data folder of real recordings, models and hand-labelled lanes */
export async function watchCrash(watcher: Watcher, data: string): Promise<CrashResult[]> {
  const { entries } = Truth.parse(JSON.parse(await readFile(join(data, 'lane-truth/truth.json'), 'utf8')))
  const labelled = entries.flatMap(({ source, frame, polygon }) =>
    source === CLIP && polygon ? [LaneKeyframe.parse({ frame, polygon })] : []
  )
  const results: CrashResult[] = []
  for (const model of MODELS) {
    const { run, ...found } = await watcher.watch({ path: join(data, CLIP), model: join(data, 'models', model) })
    const known = []
    for (const margin of [0, CORRIDOR_MARGIN])
      known.push({ margin, watched: await watcher.withLanes(run, labelled, { ...defaultRule, margin }) })
    await watcher.withLanes(run, [], defaultRule)
    results.push({ model, found, known })
  }
  return results
}

/** The first event that begins half a second before the impact or earlier, and not in the first second. */
export function inTime({ events, times }: Pick<Watched, 'events' | 'times'>): Flagged | undefined {
  const at = (frame: number): number => times[frame] ?? NaN
  return events.find(({ first }) => at(first) >= 1 && at(first) <= at(IMPACT) - 0.5)
}
