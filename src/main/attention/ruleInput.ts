import type { Rule } from '../../shared/events.ts'
import type { FrameScore } from '../../shared/frameScore.ts'
import type { FrameRange } from '../../shared/recording.ts'
import { measureOf, smoothMeasure } from './smoothing.ts'

/** When the frames of a drive are. */
export interface FrameClock {
  /** Seconds, one a frame. */
  times: ArrayLike<number>
  /** Seconds that one frame lasts. */
  period: number
}

/** What a rule reads over a drive, and what it is compared with. */
export interface RuleInput extends FrameClock {
  scores: readonly FrameScore[]
  /** One a frame; NaN where the frame has no score or too uncertain a lane region. */
  measure: Float64Array
  smooth: Float64Array
  /** With thresholds that are values. */
  rule: Rule
}

/** @param times seconds, one a frame, not falling */
export function ruleInput(scores: readonly FrameScore[], times: ArrayLike<number>, rule: Rule): RuleInput {
  const measure = measureOf(scores, rule)
  const smooth = smoothMeasure(measure, times, rule)
  return { scores, times, period: framePeriod(times), measure, smooth, rule }
}

/** Seconds that frames first..last last. */
export function secondsOf({ times, period }: FrameClock, { first, last }: FrameRange): number {
  return times[last]! - times[first]! + period
}

/** The median distance of frames, 0 for fewer than two. */
function framePeriod(times: ArrayLike<number>): number {
  if (times.length < 2) return 0
  const gaps = new Float64Array(times.length - 1)
  for (let i = 0; i < gaps.length; i++) gaps[i] = times[i + 1]! - times[i]!
  gaps.sort()
  return gaps[gaps.length >> 1]!
}
