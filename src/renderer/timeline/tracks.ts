import type { ReviewedEvent } from '../../shared/api.ts'
import type { Rule } from '../../shared/events.ts'
import { measureById } from '../../shared/measures.ts'
import type { FrameRange, FrameSignal } from '../../shared/recording.ts'
import type { SteeringRange } from '../signals/steeringRange.ts'

export type Curve = readonly (number | null)[]

/** What the timeline shows. All curves have one value a frame. */
export interface Tracks {
  /** Left-positive; empty where the recording has no steering. */
  recorded: Curve
  predicted: Curve
  /** The edges of the steering track. */
  steeringRange: SteeringRange
  attention: Curve
  /** The value at the upper edge of the attention track. */
  attentionTop: number
  /** Threshold lines; null where the rule reads the other measure. */
  thresholds: Pick<Rule, 'enter' | 'leave'> | null
  /** Signals of the recording that a person chose. */
  signals: readonly SignalTrack[]
  events: readonly ReviewedEvent[]
  /** Id of the event that the current frame lies in. */
  current: string | null
  loaded: readonly FrameRange[]
  /** Frames that have results, from the first. */
  done: number
}

/** A signal of the recording as a track of its own. */
export interface SignalTrack {
  name: string
  unit: string
  values: Curve
  /** Values at the lower and the upper edge. */
  low: number
  high: number
}

/** A signal with the edges of its track: all of its values, and 0 where they lie on one side of it and not far off. */
export function signalTrack({ name, unit, values }: Pick<FrameSignal, 'name' | 'unit' | 'values'>): SignalTrack {
  let [low, high] = [Infinity, -Infinity]
  for (const value of values) {
    if (value === null) continue
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  if (low > high) [low, high] = [0, 1]
  const spread = high - low
  if (low > 0 && low <= spread) low = 0
  if (high < 0 && -high <= spread) high = 0
  if (low === high) [low, high] = [low - 1, high + 1]
  return { name, unit, values, low, high }
}

/** The upper edge of the attention track: that of the measure, or above all of the curve and the threshold. */
export function attentionTop(curve: Curve, measure: Rule['measure'], leave: number): number {
  const { top: edge } = measureById(measure)
  if ('always' in edge) return edge.always
  const most = curve.reduce<number>((top, value) => Math.max(top, value ?? 0), 0)
  return Math.max(edge.atLeast, leave * 1.2, most * 1.05)
}
