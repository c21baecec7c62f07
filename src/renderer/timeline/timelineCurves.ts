import type { Series } from '../../shared/api.ts'
import type { Measure } from '../../shared/measures.ts'
import type { FrameSignal } from '../../shared/recording.ts'
import type { FrameTimes } from '../frames/frameTimes.ts'

/** The curves of a drive and a run that the timeline draws. */
export interface TimelineCurves {
  readonly times: FrameTimes
  /** Frames that are decoded, from the first. */
  readonly decoded: number
  /** Signals of the recording other than the steering, as it has them. */
  readonly signals: readonly FrameSignal[]
  /** A signal where the person has moved the signals to. */
  moved(signal: FrameSignal): FrameSignal
  /** The recorded steering, moved in that way. */
  readonly recorded: FrameSignal | null
  /** What the model steers. */
  readonly series: Pick<Series, 'predicted' | 'unit'> | null
  readonly scores: Pick<Series, Measure | 'laneConfidence'> | null
  /** The score that is shown. */
  measure: Measure
}
