import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Bar } from './bars.ts'
import { type InterruptionResult, interruptionBars, interruptionResults, interruptionTable } from './interruptions.ts'
import { judged, laneResult, watchLanes, type LaneFrame, type LaneResult } from './lanes.ts'
import { type MeasuredDrive, measuringWorld, renderedDrive } from './measuredDrive.ts'
import { type Reliability, reliability } from './reliability.ts'
import { reliabilityTable } from './reliabilityTable.ts'
import { table } from './report.ts'

/** The drives that the detector is measured on; those beside them it may be tuned on. */
const measured = /^lanes-/

export interface LaneEvaluation {
  /** The first result is of all drives together. */
  drives: LaneResult[]
  interruptions: InterruptionResult[]
  /** Worlds of other kinds, the first result of all of them; empty where there are none. */
  worlds: LaneResult[]
  /** Of drives and worlds together. */
  reliability: Reliability
}

/**
 * Measures the lane detector on the drives in a folder.
 * @param worldFolder the measuring set of other worlds, which need not be there
 */
export async function evaluateLanes(folder: string, worldFolder: string): Promise<LaneEvaluation> {
  const names = (await readdir(folder)).filter((name) => measured.test(name))
  const drives = await watchAll(folder, names, renderedDrive)
  const worlds = await watchAll(worldFolder, await readdir(worldFolder).catch(() => []), measuringWorld)
  return laneEvaluation(drives, worlds)
}

interface WatchedDrive {
  name: string
  frames: LaneFrame[]
}

async function watchAll(
  folder: string,
  names: readonly string[],
  open: (folder: string) => Promise<MeasuredDrive>
): Promise<WatchedDrive[]> {
  const each: WatchedDrive[] = []
  for (const name of names.toSorted()) each.push({ name, frames: await watchLanes(await open(join(folder, name))) })
  return each
}

function laneEvaluation(drives: readonly WatchedDrive[], worlds: readonly WatchedDrive[]): LaneEvaluation {
  const all = drives.flatMap(({ frames }) => frames)
  const elsewhere = worlds.flatMap(({ frames }) => frames)
  const lines = (count: number): LaneFrame[] => all.filter(({ painted }) => painted === count)
  const each = (some: readonly WatchedDrive[]): LaneResult[] => some.map(({ name, frames }) => laneResult(name, frames))
  return {
    drives: [
      laneResult('all', all),
      laneResult('both lines', lines(2)),
      laneResult('one line', lines(1)),
      ...each(drives)
    ],
    interruptions: interruptionResults(all),
    worlds: worlds.length > 0 ? [laneResult('other worlds', elsewhere), ...each(worlds)] : [],
    reliability: reliability([...all, ...elsewhere].filter(({ isNews }) => isNews).map(judged))
  }
}

export function laneBars({ drives: [all], interruptions, reliability }: LaneEvaluation): Bar[] {
  if (!all) return []
  const { calibrationError, largestDeviation } = reliability
  return [
    { name: 'lanes: mean overlap (IoU) where sure', value: all.overlap, limit: { least: 0.9 } },
    { name: 'lanes: sure in frames with markings', value: all.coverage, limit: { least: 0.9 } },
    { name: 'lanes: confidence tells right from wrong (AUC)', value: all.separation, limit: { least: 0.8 } },
    { name: 'lanes: calibration error of the confidence', value: calibrationError, limit: { most: 0.08 } },
    { name: 'lanes: the same in the tenth where it is largest', value: largestDeviation, limit: { most: 0.15 } },
    ...interruptionBars(interruptions)
  ]
}

export function laneTable({ drives, worlds, interruptions, reliability }: LaneEvaluation): string {
  const measures = table(
    ['lanes', 'frames', 'sure', 'marked: sure', 'IoU: sure', 'unsure', 'sure and wrong', 'right from wrong (AUC)'],
    [...drives, ...worlds].map((result) => [
      result.drive,
      `${result.frames}`,
      ...[result.sure, result.coverage, result.overlap, result.unsureOverlap].map(shown),
      `${result.wrong}`,
      shown(result.separation)
    ])
  )
  return `${measures}\n${reliabilityTable(reliability)}\n${interruptionTable(interruptions)}`
}

function shown(value: number): string {
  return Number.isNaN(value) ? '-' : value.toFixed(3)
}
