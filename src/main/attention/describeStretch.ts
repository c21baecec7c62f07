import type { AttentionEvent } from '../../shared/events.ts'
import type { FrameRange } from '../../shared/recording.ts'
import { secondsOf, type RuleInput } from './ruleInput.ts'

/** An event of this length has 63 % of the severity that its depth alone would give it. */
const SEVERITY_SECONDS = 1

/**
 * The worst frame of a stretch, and how severe it is: how far the smoothed measure lies below the threshold on average,
 * as a part of the threshold, weighted by length. A stretch without a score has its first frame and severity 0.
 */
export function describeStretch(input: RuleInput, stretch: FrameRange): Pick<AttentionEvent, 'worst' | 'severity'> {
  const length = 1 - Math.exp(-secondsOf(input, stretch) / SEVERITY_SECONDS)
  return { worst: worstFrame(input.measure, stretch), severity: depth(input, stretch) * length }
}

function worstFrame(measure: Float64Array, { first, last }: FrameRange): number {
  let worst = first
  for (let i = first; i <= last; i++) if (measure[i]! < measure[worst]! || Number.isNaN(measure[worst]!)) worst = i
  return Number.isNaN(measure[worst]!) ? first : worst
}

function depth({ smooth, rule }: RuleInput, { first, last }: FrameRange): number {
  let sum = 0
  let count = 0
  for (let i = first; i <= last; i++) {
    if (!(smooth[i]! >= 0)) continue
    if (smooth[i]! < rule.enter) sum += 1 - smooth[i]! / rule.enter
    count++
  }
  return count > 0 ? sum / count : 0
}
