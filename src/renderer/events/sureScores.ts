import type { Series } from '../../shared/api.ts'
import type { Rule } from '../../shared/events.ts'
import type { Measure } from '../../shared/measures.ts'

/**
 * The scores of a run, one a frame: null also where the lane is less certain than the rule asks, for there a score says
 * more about the lane than about attention. Events leave these frames out in the same way.
 */
export function sureScores<Id extends Measure>(
  series: Pick<Series, Id | 'laneConfidence'>,
  measure: Id,
  { minConfidence }: Pick<Rule, 'minConfidence'>
): (number | null)[] {
  const scores: Series[Measure] = series[measure]
  return scores.map((score, frame) => ((series.laneConfidence[frame] ?? 0) < minConfidence ? null : score))
}
