import type { AttentionEvent } from '../../shared/events.ts'
import type { FrameRange } from '../../shared/recording.ts'
import { lengthWeight } from './lengthWeight.ts'
import { secondsOf, type RuleInput } from './ruleInput.ts'

/**
 * The worst frame of a stretch, and how severe it is: how far the smoothed measure lies below the threshold on average,
 * as a part of the threshold, weighted by length. A stretch without a score has its first frame and severity 0.
 */
export function describeStretch(input: RuleInput, stretch: FrameRange): Pick<AttentionEvent, 'worst' | 'severity'> {
  const severity = depth(input, stretch) * lengthWeight(secondsOf(input, stretch))
  return { worst: worstFrame(input.measure, stretch), severity }
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
