import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Bar } from './bars.ts'
import { type InterruptionResult, interruptionBars, interruptionResults, interruptionTable } from './interruptions.ts'
import { laneResult, watchLanes, type LaneFrame, type LaneResult } from './lanes.ts'
import { table } from './report.ts'

/** The drives that the detector is measured on; those beside them it may be tuned on. */
const measured = /^lanes-/

export interface LaneEvaluation {
  /** The first result is of all drives together. */
  drives: LaneResult[]
  interruptions: InterruptionResult[]
}

/** Measures the lane detector on the drives in a folder. */
export async function evaluateLanes(folder: string): Promise<LaneEvaluation> {
  const drives = (await readdir(folder)).filter((name) => measured.test(name)).toSorted()
  const each: { name: string; frames: LaneFrame[] }[] = []
  for (const name of drives) each.push({ name, frames: await watchLanes(join(folder, name)) })
  const all = each.flatMap(({ frames }) => frames)
  const results = [
    laneResult('all', all),
    laneResult(
      'both lines',
      all.filter(({ painted }) => painted === 2)
    ),
    laneResult(
      'one line',
      all.filter(({ painted }) => painted === 1)
    ),
    ...each.map(({ name, frames }) => laneResult(name, frames))
  ]
  return { drives: results, interruptions: interruptionResults(all) }
}

export function laneBars({ drives: [all], interruptions }: LaneEvaluation): Bar[] {
  if (!all) return []
  return [
    { name: 'lanes: mean overlap (IoU) where sure', value: all.overlap, limit: { least: 0.9 } },
    { name: 'lanes: sure in frames with markings', value: all.coverage, limit: { least: 0.9 } },
    { name: 'lanes: confidence tells right from wrong (AUC)', value: all.separation, limit: { least: 0.8 } },
    ...interruptionBars(interruptions)
  ]
}

export function laneTable({ drives, interruptions }: LaneEvaluation): string {
  const measures = table(
    ['lanes', 'frames', 'marked', 'sure', 'overlap: sure', 'unsure', 'calibration error', 'right from wrong (AUC)'],
    drives.map((result) => [
      result.drive,
      `${result.frames}`,
      `${result.marked}`,
      result.coverage.toFixed(3),
      ...[result.overlap, result.unsureOverlap, result.calibrationError, result.separation].map((v) => v.toFixed(3))
    ])
  )
  return `${measures}\n${interruptionTable(interruptions)}`
}
