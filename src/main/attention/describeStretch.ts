import type { AttentionEvent, FrameScore, Rule } from '../../shared/events.ts'
import type { FrameRange } from '../../shared/recording.ts'
import { measureOf, smoothMeasure } from './smoothing.ts'

/** An event of this length has 63 % of the severity that its depth alone would give it. */
const SEVERITY_SECONDS = 1

/** What a rule reads over a drive, and what it is compared with. */
export interface Reading {
  scores: readonly FrameScore[]
  /** Seconds, one a frame. */
  times: ArrayLike<number>
  /** Seconds that one frame lasts. */
  period: number
  /** One a frame; NaN where the frame has no score or too uncertain a lane region. */
  measure: Float64Array
  smooth: Float64Array
  /** With thresholds that are values. */
  rule: Rule
}

/** @param times seconds, one a frame, not falling */
export function readScores(scores: readonly FrameScore[], times: ArrayLike<number>, rule: Rule): Reading {
  const measure = measureOf(scores, rule)
  const smooth = smoothMeasure(measure, times, rule)
  return { scores, times, period: framePeriod(times), measure, smooth, rule }
}

/** Seconds that frames first..last last. */
export function secondsOf({ times, period }: Pick<Reading, 'times' | 'period'>, { first, last }: FrameRange): number {
  return times[last]! - times[first]! + period
}

/**
 * The worst frame of a stretch, and how severe it is: how far the smoothed measure lies below the threshold on average,
 * as a part of the threshold, weighted by length. A stretch without a score has its first frame and severity 0.
 */
export function describeStretch(reading: Reading, stretch: FrameRange): Pick<AttentionEvent, 'worst' | 'severity'> {
  const length = 1 - Math.exp(-secondsOf(reading, stretch) / SEVERITY_SECONDS)
  return { worst: worstFrame(reading.measure, stretch), severity: depth(reading, stretch) * length }
}

/** The median distance of frames, 0 for fewer than two. */
function framePeriod(times: ArrayLike<number>): number {
  if (times.length < 2) return 0
  const gaps = new Float64Array(times.length - 1)
  for (let i = 0; i < gaps.length; i++) gaps[i] = times[i + 1]! - times[i]!
  gaps.sort()
  return gaps[gaps.length >> 1]!
}

function worstFrame(measure: Float64Array, { first, last }: FrameRange): number {
  let worst = first
  for (let i = first; i <= last; i++) if (measure[i]! < measure[worst]! || Number.isNaN(measure[worst]!)) worst = i
  return Number.isNaN(measure[worst]!) ? first : worst
}

function depth({ smooth, rule }: Reading, { first, last }: FrameRange): number {
  let sum = 0
  let count = 0
  for (let i = first; i <= last; i++) {
    if (!(smooth[i]! >= 0)) continue
    if (smooth[i]! < rule.enter) sum += 1 - smooth[i]! / rule.enter
    count++
  }
  return count > 0 ? sum / count : 0
}
