import type { AttentionEvent, Rule } from '../../shared/events.ts'
import type { FrameScore } from '../../shared/frameScore.ts'
import type { FrameRange } from '../../shared/recording.ts'
import { describeStretch } from './describeStretch.ts'
import { sharpenEnds } from './edges.ts'
import { closeGaps } from './frameRuns.ts'
import { reason } from './reason.ts'
import { ruleInput, secondsOf, type RuleInput } from './ruleInput.ts'
import { TOLERANCE } from './smoothing.ts'

/**
 * The stretches of a drive in which attention left the lane. The measure is smoothed over time; a run begins
 * where it falls below `enter` and ends where it rises above `leave`; its ends are moved to where the measure itself
 * fell and rose; then short gaps are closed and short runs dropped. Frames without a lane region that is certain enough
 * never begin or carry a run: a run ends before them, and they are inside an event only where the gap is shorter than
 * `mergeSeconds`.
 *
 * @param scores one a frame
 * @param times seconds, one a frame, not falling
 * @param rule with thresholds that are values (see `withValues`)
 */
export function findEvents(scores: readonly FrameScore[], times: ArrayLike<number>, rule: Rule): AttentionEvent[] {
  const input = ruleInput(scores, times, rule)
  return findStretches(input).map((stretch) => ({
    kind: 'left',
    ...stretch,
    ...describeStretch(input, stretch),
    reason: reason(scores, stretch, secondsOf(input, stretch))
  }))
}

/** The frames of those events alone. */
function findStretches(input: RuleInput): FrameRange[] {
  const { measure, times, period, rule } = input
  const seconds = (range: FrameRange): number => secondsOf(input, range)
  const below = belowRuns(input)
  // The smoothed measure tells a shallow fall half the width late; that fall, with a frame before it, is within reach.
  const reach = rule.smoothSeconds > 0 ? rule.smoothSeconds / 2 + period + TOLERANCE : 0
  const sharp = below.map((run, i) =>
    sharpenEnds(run, measure, times, reach, rule.enter, {
      first: (below[i - 1]?.last ?? -1) + 1,
      last: (below[i + 1]?.first ?? measure.length) - 1
    })
  )
  const runs = closeGaps(sharp, (gap) => seconds(gap) < rule.mergeSeconds - TOLERANCE)
  return runs.filter((run) => seconds(run) >= rule.minSeconds - TOLERANCE)
}

/** Hysteresis. A stretch without values ends a run; the state outlives it only where it would be merged. */
function belowRuns({ smooth, times, rule, period }: RuleInput): FrameRange[] {
  const runs: FrameRange[] = []
  let below = false
  let lastKnown = -1
  for (let i = 0; i < smooth.length; i++) {
    const value = smooth[i]!
    if (Number.isNaN(value)) continue
    const interrupted = lastKnown >= 0 && lastKnown < i - 1
    if (interrupted && times[i]! - times[lastKnown]! - period >= rule.mergeSeconds - TOLERANCE) below = false
    // Running sums round: a measure that lies exactly at the threshold, as that of an even map does at 1, is not below it.
    below = below ? value <= rule.leave : value < rule.enter - TOLERANCE
    if (below) {
      const run = runs.at(-1)
      if (run && run.last === i - 1) run.last = i
      else runs.push({ first: i, last: i })
    }
    lastKnown = i
  }
  return runs
}
