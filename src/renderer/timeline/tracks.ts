import type { ReviewedEvent } from '../../shared/api.ts'
import type { Rule } from '../../shared/events.ts'
import type { FrameRange } from '../../shared/recording.ts'
import type { FrameTimes } from '../review/frameTimes.ts'

export type Curve = readonly (number | null)[]

/** What the timeline shows. All curves have one value a frame. */
export interface Tracks {
  times: FrameTimes
  /** Left-positive; empty where the recording has no steering. */
  recorded: Curve
  predicted: Curve
  /** Largest amounts of steering of either curve, in their own units: the edges of the track. */
  steeringRange: { recorded: number; predicted: number }
  attention: Curve
  /** The value at the upper edge of the attention track. */
  attentionTop: number
  /** Threshold lines; null where the rule reads the other measure. */
  thresholds: Pick<Rule, 'enter' | 'leave'> | null
  events: readonly ReviewedEvent[]
  /** Id of the event that the current frame lies in. */
  current: string | null
  loaded: readonly FrameRange[]
  /** Frames that have results, from the first. */
  done: number
}

/** The edges of the steering track: one scale for both curves where their units agree, else one for each. */
export function steeringRange(recorded: Curve, predicted: Curve, sameUnit: boolean): Tracks['steeringRange'] {
  const largest = (curve: Curve) => curve.reduce<number>((most, value) => Math.max(most, Math.abs(value ?? 0)), 0)
  const [r, p] = [largest(recorded), largest(predicted)]
  const both = Math.max(r, p)
  return sameUnit ? { recorded: both, predicted: both } : { recorded: r, predicted: p }
}

/** The upper edge of the attention track: 1 for shares; for lift all of the curve and the threshold, at least 2. */
export function attentionTop(curve: Curve, measure: Rule['measure'], leave: number): number {
  if (measure === 'share') return 1
  const most = curve.reduce<number>((top, value) => Math.max(top, value ?? 0), 0)
  return Math.max(2, leave * 1.2, most * 1.05)
}
