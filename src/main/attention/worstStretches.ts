import type { AttentionEvent } from '../../shared/events.ts'
import type { FrameRange } from '../../shared/recording.ts'
import { describeStretch } from './describeStretch.ts'
import { reason } from './reason.ts'
import { secondsOf, type RuleInput } from './ruleInput.ts'

/** So long is one of the worst stretches, and so far apart are two. */
const SECONDS = 3
/** So many of them a minute, and at least and at most so many: few enough to look at. */
const A_MINUTE = 3
const [FEWEST, MOST] = [3, 8]

/**
 * The worst stretches of a drive that is off the lane nearly all along, in order of time: those with the lowest mean of the
 * smoothed measure.
 * @param off the frames in which attention had left the lane, in order
 */
export function worstStretches(input: RuleInput, off: readonly FrameRange[]): AttentionEvent[] {
  const { scores, smooth, times, period } = input
  const length = Math.max(1, Math.round(SECONDS / (period || 1)))
  const minutes = (times.length * period) / 60
  const wanted = Math.min(MOST, Math.max(FEWEST, Math.round(A_MINUTE * minutes)))
  const windows = off
    .flatMap(({ first, last }) => windowsOf(first, last, length))
    .map((window) => ({ window, mean: meanOf(smooth, window) }))
    .filter(({ mean }) => !Number.isNaN(mean))
    .sort((a, b) => a.mean - b.mean || a.window.first - b.window.first)
  const chosen: FrameRange[] = []
  for (const { window } of windows) {
    if (chosen.length === wanted) break
    if (chosen.every(({ first, last }) => window.first > last + length || window.last < first - length))
      chosen.push(window)
  }
  return chosen
    .sort((a, b) => a.first - b.first)
    .map((stretch) => ({
      kind: 'left',
      ...stretch,
      ...describeStretch(input, stretch),
      reason: reason(scores, stretch, secondsOf(input, stretch))
    }))
}

/** Windows of a length within frames first..last, half a length apart; the whole of what is shorter. */
function windowsOf(first: number, last: number, length: number): FrameRange[] {
  if (last - first + 1 <= length) return [{ first, last }]
  const windows: FrameRange[] = []
  for (let from = first; from + length - 1 <= last; from += Math.max(1, length >> 1))
    windows.push({ first: from, last: from + length - 1 })
  return windows
}

function meanOf(values: Float64Array, { first, last }: FrameRange): number {
  let [sum, count] = [0, 0]
  for (let i = first; i <= last; i++) {
    if (Number.isNaN(values[i]!)) continue
    sum += values[i]!
    count++
  }
  return count === 0 ? NaN : sum / count
}
