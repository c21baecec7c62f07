import { defaultRule } from '../../src/shared/events.ts'
import type { Interruption } from '../../sample/truth/laneTruth.ts'
import type { Bar } from './bars.ts'
import { judged, type LaneFrame } from './lanes.ts'
import { table } from './report.ts'

/** What the detector says where markings cease though the road goes on. */
export interface InterruptionResult {
  where: Interruption | 'either'
  frames: number
  /** Part of them in which it is sure. */
  sure: number
  /** Mean overlap of those in which it is sure. */
  overlap: number
  /** Part of them in which it is right or does not claim to know: no event can come of a wrong region. */
  harmless: number
}

const all = ['either', 'junction', 'unmarked'] as const
const labels = { either: 'both', junction: 'junctions', unmarked: 'unmarked stretches' }

/** Sums up the frames that have an interruption near ahead; the first result is of all of them together. */
export function interruptionResults(frames: readonly LaneFrame[]): InterruptionResult[] {
  return all.map((where) => {
    const some = frames.filter(({ interrupted }) => interrupted && (where === 'either' || interrupted === where))
    const sure = some.filter(({ confidence }) => confidence >= defaultRule.minConfidence)
    const wrong = sure.filter((frame) => !judged(frame).right)
    return {
      where,
      frames: some.length,
      sure: sure.length / some.length,
      overlap: sure.reduce((sum, { overlap }) => sum + (overlap ?? 0), 0) / sure.length,
      harmless: 1 - wrong.length / some.length
    }
  })
}

export function interruptionTable(results: readonly InterruptionResult[]): string {
  return table(
    ['where markings cease', 'frames', 'sure', 'overlap: sure', 'right or unsure'],
    results.map(({ where, frames, sure, overlap, harmless }) => [
      labels[where],
      `${frames}`,
      ...[sure, overlap, harmless].map((value) => value.toFixed(3))
    ])
  )
}

export function interruptionBars([either]: readonly InterruptionResult[]): Bar[] {
  const value = either?.harmless ?? NaN
  return [{ name: 'lanes: right or unsure at junctions and where nothing is painted', value, limit: { least: 0.9 } }]
}
