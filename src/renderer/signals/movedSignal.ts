import { interpolator } from '../../shared/interpolator.ts'
import type { FrameSignal } from '../../shared/recording.ts'
import { GAP_STEPS, type FrameTimes } from '../frames/frameTimes.ts'

/**
 * A signal shown later by so many seconds than it is (earlier below 0), from its values at the frames: what the app
 * gives once the offset is kept, as far as the frames tell. Unknown where that takes values from before the first frame,
 * after the last one or within a gap of the recording, which the app has and the page has not.
 */
export function movedSignal(signal: FrameSignal, times: FrameTimes, later: number): FrameSignal {
  if (later === 0) return signal
  const { role, values } = signal
  const moments = Float64Array.from(values, (_, frame) => times.at(frame))
  const known = Float64Array.from(values, (value) => value ?? NaN)
  const at = interpolator({ role, times: moments, values: known }, GAP_STEPS * times.step)
  return { ...signal, values: Array.from(moments, (time) => at(time - later)) }
}
