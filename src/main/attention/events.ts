import type { AttentionEvent, FrameScore, Rule } from '../../shared/events.ts'
import type { FrameRange } from '../../shared/recording.ts'
import { sharpenEnds } from './edges.ts'
import { reason } from './reason.ts'

/** An event of this length has 63 % of the severity that its depth alone would give it. */
const SEVERITY_SECONDS = 1

/**
 * The stretches of a drive in which attention left the lanes. The measure is smoothed over time; a run begins
 * where it falls below `enter` and ends where it rises above `leave`; its ends are moved to where the measure itself
 * fell and rose; then short gaps are closed and short runs dropped. Frames without a lane region that is certain enough never begin or carry a run: a run ends before them,
 * and they are inside an event only where the gap is shorter than `mergeSeconds`.
 *
 * @param scores one a frame
 * @param times seconds, one a frame, not falling
 */
export function findEvents(scores: readonly FrameScore[], times: ArrayLike<number>, rule: Rule): AttentionEvent[] {
  const measure = measureOf(scores, rule)
  const smooth = smoothOverTime(measure, times, rule.smoothSeconds)
  const period = framePeriod(times)
  const seconds = (range: FrameRange): number => times[range.last]! - times[range.first]! + period
  const below = belowRuns(smooth, times, rule, period)
  const sharp = below.map((run, i) =>
    sharpenEnds(run, measure, times, rule.smoothSeconds / 2, rule.enter, {
      first: (below[i - 1]?.last ?? -1) + 1,
      last: (below[i + 1]?.first ?? measure.length) - 1
    })
  )
  const runs = closeGaps(sharp, (gap) => seconds(gap) < rule.mergeSeconds - TOLERANCE)
  return runs
    .filter((run) => seconds(run) >= rule.minSeconds - TOLERANCE)
    .map((run) => ({
      ...run,
      worst: worstFrame(measure, run),
      severity: depth(smooth, run, rule.enter) * (1 - Math.exp(-seconds(run) / SEVERITY_SECONDS)),
      reason: reason(scores, run, seconds(run))
    }))
}

/** Times are sums of frame periods: comparisons with a rule's seconds must not hang on the last bit. */
const TOLERANCE = 1e-6

/** What the rule reads, one a frame; NaN where the frame has no score or too uncertain a lane region. */
function measureOf(scores: readonly FrameScore[], rule: Rule): Float64Array {
  const measure = new Float64Array(scores.length)
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i]!
    const value = rule.measure === 'share' ? score.share : score.lift
    measure[i] = value === null || score.laneConfidence < rule.minConfidence ? NaN : value
  }
  return measure
}

/**
 * Centred moving average over `seconds`, over the frames that have a value. NaN stays NaN.
 * Exported for the timeline, which draws the line that the rule sees.
 */
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

/** Seconds that one frame lasts: the median distance of frames, 0 for fewer than two. */
function framePeriod(times: ArrayLike<number>): number {
  if (times.length < 2) return 0
  const gaps = new Float64Array(times.length - 1)
  for (let i = 0; i < gaps.length; i++) gaps[i] = times[i + 1]! - times[i]!
  gaps.sort()
  return gaps[gaps.length >> 1]!
}

/** Hysteresis. A stretch without values ends a run; the state outlives it only where it would be merged. */
function belowRuns(smooth: Float64Array, times: ArrayLike<number>, rule: Rule, period: number): FrameRange[] {
  const runs: FrameRange[] = []
  let below = false
  let lastKnown = -1
  for (let i = 0; i < smooth.length; i++) {
    const value = smooth[i]!
    if (Number.isNaN(value)) continue
    const interrupted = lastKnown >= 0 && lastKnown < i - 1
    if (interrupted && times[i]! - times[lastKnown]! - period >= rule.mergeSeconds - TOLERANCE) below = false
    below = below ? value <= rule.leave : value < rule.enter
    if (below) {
      const run = runs.at(-1)
      if (run && run.last === i - 1) run.last = i
      else runs.push({ first: i, last: i })
    }
    lastKnown = i
  }
  return runs
}

function closeGaps(runs: FrameRange[], close: (gap: FrameRange) => boolean): FrameRange[] {
  const merged: FrameRange[] = []
  for (const run of runs) {
    const before = merged.at(-1)
    if (before && close({ first: before.last + 1, last: run.first - 1 })) before.last = run.last
    else merged.push({ ...run })
  }
  return merged
}

function worstFrame(measure: Float64Array, run: FrameRange): number {
  let worst = run.first
  for (let i = run.first; i <= run.last; i++) if (measure[i]! < measure[worst]!) worst = i
  return worst
}

/** Mean of how far the smoothed measure lies below the threshold, as a part of the threshold, 0..1. */
function depth(smooth: Float64Array, run: FrameRange, enter: number): number {
  let sum = 0
  let count = 0
  for (let i = run.first; i <= run.last; i++) {
    if (Number.isNaN(smooth[i]!)) continue
    sum += Math.max(0, 1 - smooth[i]! / enter)
    count++
  }
  return sum / count
}
