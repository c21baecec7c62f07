import { interpolator } from '../../../shared/interpolator.ts'
import type { FrameSignal } from '../../../shared/recording.ts'
import { leftPositive } from '../../../shared/steering.ts'
import type { SourceSignal } from '../recording.ts'

/** Neighbours further apart than this many usual steps, and than a second or 30 frames, have a gap between them. */
const GAP_STEPS = 10
const GAP_AT_LEAST = { seconds: 1, frames: 30 }

/**
 * Signals at the frame times (seconds from frame 0, not falling): linear between neighbours, nearest for modes,
 * null before the first value, after the last one and in gaps. Where each frame has a value of its own, times that were
 * rounded may miss the ends by half a step. Steering comes out left-positive; where its
 * convention is not known it is taken as it is. `offset` is the seconds by which all signals are shown later.
 */
export function signalsAtFrames(signals: readonly SourceSignal[], times: Float64Array, offset = 0): FrameSignal[] {
  return signals.map((signal) => {
    const sign = signal.role === 'steering' && signal.convention ? leftPositive(signal.convention) : 1
    const gap = Math.max(GAP_STEPS * usualStep(signal.times), GAP_AT_LEAST[signal.timeBase])
    const at = interpolator(signal, gap)
    const within = insideOf(signal, times)
    const values = Array.from(times, (time, frame) => {
      const moment = offset === 0 ? frame : frameAt(times, time - offset)
      const value = at(signal.timeBase === 'seconds' ? within(time) - offset : moment)
      // + 0 makes a negative zero plain.
      return value === null ? null : sign * value + 0
    })
    const sourcePositive = signal.role === 'steering' ? (signal.convention?.positive ?? null) : null
    return { name: signal.name, role: signal.role, unit: signal.unit, sourcePositive, values }
  })
}

/**
 * Times as they are, but for those that a rounded clock puts just before the first value or behind the last: where each
 * value is nearest to the frame of its own number.
 */
function insideOf({ times: own, timeBase }: SourceSignal, times: Float64Array): (time: number) => number {
  const [first, last] = [own[0], own.at(-1)]
  const slack = usualStep(own) / 2
  const areFrames = own.length === times.length && own.every((time, i) => Math.abs(time - (times[i] ?? NaN)) <= slack)
  if (timeBase === 'frames' || !areFrames || first === undefined || last === undefined) return (time) => time
  return (time) => (time < first && first - time <= slack ? first : time > last && time - last <= slack ? last : time)
}

/** The frame, with its fraction, that is shown at a time; beyond the ends as many frames on as the nearest step says. */
function frameAt(times: Float64Array, time: number): number {
  let [low, high] = [0, times.length - 1]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((times[middle] ?? 0) <= time) low = middle
    else high = middle
  }
  const start = times[low] ?? 0
  const step = (times[high] ?? 0) - start
  return step > 0 ? low + (time - start) / step : low
}

function usualStep(times: Float64Array): number {
  const steps = times.subarray(1).map((time, i) => time - (times[i] ?? time))
  steps.sort()
  return steps[steps.length >> 1] ?? 0
}
