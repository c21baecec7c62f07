import type { SignalSettings } from '../../../shared/recording.ts'
import { signalsAtFrames } from './atFrames.ts'
import { bestOffset, type OffsetEstimate } from './estimateOffset.ts'
import type { SourceSignal } from '../recording.ts'
import { withSettings } from './signalSettings.ts'

/** Steps of the even clock on which pictures and signals are compared, in seconds. */
const STEP = 0.05
/** Both are smoothed over this many steps: a picture's own shift is known to a tenth of a pixel or so, and jitters. */
const SMOOTHED = 5
/** What must be reached for an answer. */
const CLEAR = 0.5

/** What the motion of the pictures says of the signals. */
export interface MotionOffset extends OffsetEstimate {
  /** Name of the signal that was compared: the yaw rate, or the steering (times the speed, where that is known). */
  against: string
  /** False where the offset that holds fits as well, as far as so many seconds of driving can tell. */
  standsOut: boolean
}

/**
 * Finds by how much the signals of a recording come too early against its pictures, on top of the offset that holds:
 * where the turning of the pictures (left-positive, one a frame, between it and the frame before) goes best with the
 * yaw rate, or with steering times speed. A steering whose sign nobody stated may go either way. Null where there is
 * nothing to compare, or no offset within three seconds goes with the pictures (correlation below 0.5).
 * @param times seconds from frame 0, one a frame
 */
export function motionOffset(
  signals: readonly SourceSignal[],
  settings: SignalSettings,
  times: Float64Array,
  turning: readonly (number | null)[]
): MotionOffset | null {
  const last = times.at(-1) ?? 0
  const clock = Float64Array.from({ length: Math.floor(last / STEP) + 1 }, (_, i) => i * STEP)
  const known = withSettings(signals, settings).filter(({ role }) => /^(yaw-rate|steering|speed)$/.test(role))
  // Signals that count frames have no time of their own; their frames' times are one.
  const timed = known.map((signal): SourceSignal =>
    signal.timeBase === 'seconds'
      ? signal
      : { ...signal, timeBase: 'seconds', times: signal.times.map((frame) => times[Math.round(frame)] ?? NaN) }
  )
  const at = signalsAtFrames(timed, clock, settings.offsetSeconds)
  const yaw = at.find(({ role }) => role === 'yaw-rate')
  const steering = at.find(({ role }) => role === 'steering')
  const speed = at.find(({ role }) => role === 'speed')
  const against = yaw ?? steering
  if (!against) return null
  const turned = against.values.map((value, i) => {
    const factor = yaw || !speed ? 1 : (speed.values[i] ?? null)
    return value === null || factor === null ? null : value * factor
  })
  const seen = smoothed(onClock(clock, times, turning))
  const told = smoothed(turned)
  const eitherWay = !yaw && against.sourcePositive === null
  const found = [told, ...(eitherWay ? [told.map((value) => (value === null ? null : -value))] : [])]
    .map((signal) => bestOffset(signal, seen, 1 / STEP))
    .filter((estimate) => estimate !== null)
    .sort((a, b) => b.correlation - a.correlation)[0]
  if (!found || found.correlation < CLEAR) return null
  const seconds = seen.filter((value, i) => value !== null && told[i] !== null).length * STEP
  return { ...found, against: against.name, standsOut: differ(found.correlation, found.correlationNow, seconds) }
}

/**
 * True where two correlations are further apart than one standard error of Fisher's z, 1 / sqrt(n - 3). Cars turn
 * slowly, so that one value a second counts as independent.
 */
function differ(better: number, worse: number, seconds: number): boolean {
  return Math.atanh(better) - Math.atanh(Math.max(-0.999, worse)) > 1 / Math.sqrt(Math.max(1, seconds - 3))
}

/** Turning at even moments: each frame's was half-way between it and the one before. */
function onClock(clock: Float64Array, times: Float64Array, turning: readonly (number | null)[]): (number | null)[] {
  const signal: SourceSignal = {
    name: '',
    role: 'other',
    unit: '',
    convention: null,
    timeBase: 'seconds',
    times: times.map((time, i) => (time + (times[i - 1] ?? time)) / 2),
    values: Float64Array.from(turning, (value) => value ?? NaN)
  }
  return signalsAtFrames([signal], clock)[0]?.values ?? []
}

/** The mean of the neighbours; null where one of them is unknown. */
function smoothed(values: readonly (number | null)[]): (number | null)[] {
  const half = SMOOTHED >> 1
  return values.map((_, i) => {
    let sum = 0
    for (let j = i - half; j <= i + half; j++) {
      const value = values[j] ?? null
      if (value === null) return null
      sum += value
    }
    return sum / SMOOTHED
  })
}
