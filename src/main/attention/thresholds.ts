import type { Rule } from '../../shared/events.ts'
import type { FrameScore } from '../../shared/frameScore.ts'
import type { FrameRange } from '../../shared/recording.ts'
import { quantile } from '../../shared/quantile.ts'
import { measureOf, smoothMeasure } from './smoothing.ts'

/**
 * The rule with thresholds that are values of its measure: quantiles become what the smoothed measure is at them over
 * the nominal stretch, for that is what the thresholds are compared with.
 *
 * @param scores one a frame
 * @param times seconds, one a frame, not falling
 * @param nominal null for the whole drive
 * @returns null where no frame of the stretch has a score, so that nothing can be compared
 */
export function withValues(
  scores: readonly FrameScore[],
  times: ArrayLike<number>,
  rule: Rule,
  nominal: FrameRange | null
): Rule | null {
  if (rule.thresholds === 'value') return rule
  const measure = measureOf(scores, rule)
  // What is compared with the thresholds depends, far above them, on where they are: the second look has it.
  let leave = Infinity
  for (let look = 0; ; look++) {
    const smooth = smoothMeasure(measure, times, { ...rule, leave })
    const stretch = nominal ? smooth.subarray(nominal.first, nominal.last + 1) : smooth
    const known = stretch.filter((value) => !Number.isNaN(value))
    if (known.length === 0) return null
    leave = quantile(known, rule.leave)
    if (look > 0) return { ...rule, thresholds: 'value', enter: quantile(known, rule.enter), leave }
  }
}
