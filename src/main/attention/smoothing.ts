import type { Rule } from '../../shared/events.ts'
import type { FrameScore } from '../../shared/frameScore.ts'
import { measureById } from '../../shared/measures.ts'

/** Times are sums of frame periods, and means running sums: comparisons with what a rule says must not hang on the last bit. */
export const TOLERANCE = 1e-6

/** What the rule reads, one a frame; NaN where the frame has no score or too uncertain a lane region. */
export function measureOf(scores: readonly FrameScore[], rule: Rule): Float64Array {
  const { of } = measureById(rule.measure)
  const measure = new Float64Array(scores.length)
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i]!
    const value = of(score)
    measure[i] = value === null || score.laneConfidence < rule.minConfidence ? NaN : value
  }
  return measure
}

/** Beyond this multiple of the threshold at which an event ends, attention is simply in the lane. */
const PLENTY = 2

/**
 * The measure smoothed as the rule says. How far above the thresholds it lies does not count: else half a second in
 * which all attention is gone would be made up for by plenty of it before and after.
 */
export function smoothMeasure(
  measure: Float64Array,
  times: ArrayLike<number>,
  { leave, smoothSeconds }: Pick<Rule, 'leave' | 'smoothSeconds'>
): Float64Array {
  const most = PLENTY * leave
  return smoothOverTime(
    measure.map((value) => Math.min(value, most)),
    times,
    smoothSeconds
  )
}

/** Centred moving average over `seconds`, over the frames that have a value. NaN stays NaN. */
export function smoothOverTime(values: Float64Array, times: ArrayLike<number>, seconds: number): Float64Array {
  // Running sums round; without smoothing a value must compare with a threshold as it is.
  if (seconds === 0) return values.slice()
  const smooth = new Float64Array(values.length)
  const half = seconds / 2 + TOLERANCE
  let sum = 0
  let count = 0
  let from = 0
  let to = 0
  for (let i = 0; i < values.length; i++) {
    for (; to < values.length && times[to]! <= times[i]! + half; to++)
      if (!Number.isNaN(values[to]!)) {
        sum += values[to]!
        count++
      }
    for (; times[from]! < times[i]! - half; from++)
      if (!Number.isNaN(values[from]!)) {
        sum -= values[from]!
        count--
      }
    smooth[i] = Number.isNaN(values[i]!) ? NaN : sum / count
  }
  return smooth
}
