import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { TruthFile } from '../../../sample/truth/files.ts'
import type { RunOff } from '../../../sample/drive/runOff.ts'
import { defaultRule } from '../../../src/shared/events.ts'
import { LaneFile } from '../../../src/shared/lanes.ts'
import type { Flagged, Watched, Watcher } from './watchDrives.ts'

/** What the app says of one drive that runs off the road. */
export interface RunOffResult {
  drive: string
  how: RunOff
  /** Frames a second, and how many. */
  rate: number
  frames: number
  /** The first frames in which the driver no longer drives, and in which the car's middle is past an edge. */
  astray: number
  lane: number
  road: number
  /** Part of the frames from `astray` until it leaves the road in which the lane is sure. */
  sure: number
  /** Lowest lift of those. */
  lowest: number | null
  events: Flagged[]
  /** The same were the lane known: drawn by hand as the truth has it, for as long as there is one. */
  known: { lowest: number | null; events: Flagged[] }
}

/** What it says of one that stays on the road. */
export interface StayingResult {
  drive: string
  seconds: number
  events: Flagged[]
}

/** Seconds before the car leaves by which an event must have begun, and in which nothing can be known yet. */
const AHEAD = 0.5
const SETTLING = 1

/**
 * The event that tells of a run-off in time: it begins half a second or more before the car's middle is past the edge,
 * not in the drive's first second, and has not ended when the driver goes astray.
 */
export function warningOf(
  { events, rate, astray, ...leaves }: Pick<RunOffResult, 'events' | 'rate' | 'astray' | 'lane' | 'road'>,
  edge: 'lane' | 'road'
): Flagged | undefined {
  const [from, to] = [SETTLING * rate, leaves[edge] - AHEAD * rate]
  return events.find(({ first, last }) => first >= from && first <= to && last >= astray)
}

/** Events of a run-off drive that were over before the driver went astray: false ones. */
export function before({ events, astray }: Pick<RunOffResult, 'events' | 'astray'>): Flagged[] {
  return events.filter(({ last }) => last < astray)
}

/** @param folder that the sample script wrote, of a drive that runs off */
export async function watchRunOff(watcher: Watcher, folder: string, model: string): Promise<RunOffResult> {
  const { plan, leaves } = await truthOf(folder)
  const { runOff, rate } = plan.drive
  if (!runOff || leaves?.lane == null || leaves.road === null) throw new Error(`${folder} does not run off the road`)
  const { run, ...found } = await watcher.watch(driveIn(folder, model))
  const { keyframes } = LaneFile.parse(JSON.parse(await readFile(join(folder, 'lanes.json'), 'utf8')))
  const known = await watcher.withLanes(run, keyframes, defaultRule)
  const astray = Math.round(runOff.at * rate)
  const { lane, road } = leaves
  const sure = found.confidence.map((confidence) => confidence >= defaultRule.minConfidence)
  const lowest = ({ lift }: Watched, is: (frame: number) => boolean): number | null => {
    const values = lift.filter((value, frame) => value !== null && frame >= astray && frame < road && is(frame))
    return values.length > 0 ? Math.min(...values.map(Number)) : null
  }
  return {
    drive: basename(folder),
    how: runOff,
    rate,
    frames: found.times.length,
    astray,
    lane,
    road,
    sure: sure.slice(astray, road).filter(Boolean).length / (road - astray),
    lowest: lowest(found, (frame) => sure[frame] ?? false),
    events: found.events,
    known: { lowest: lowest(known, () => true), events: known.events }
  }
}

/** @param folder of a drive that stays on the road */
export async function watchStaying(watcher: Watcher, folder: string, model: string): Promise<StayingResult> {
  const { times, events } = await watcher.watch(driveIn(folder, model))
  const period = times.length > 1 ? (times.at(-1)! - times[0]!) / (times.length - 1) : 0
  return { drive: basename(folder), seconds: times.length * period, events }
}

function driveIn(folder: string, model: string): { path: string; signals: string; model: string } {
  return { path: join(folder, 'drive.mp4'), signals: join(folder, 'drive.csv'), model }
}

async function truthOf(folder: string): Promise<TruthFile> {
  // Written by this project and never by people: its own type is trusted.
  return JSON.parse(await readFile(join(folder, 'truth.json'), 'utf8')) as TruthFile
}
