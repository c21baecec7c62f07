import type { Warning } from '../../../shared/recording.ts'
import { namesInWords } from '../place/namesInWords.ts'
import type { Recording, SourceSignal } from '../recording.ts'

/** No drive lasts longer, seconds. */
export const LONGEST_DRIVE = 366 * 86_400
/** Frames a second that may be taken in place of times; ASSUMED where a recording has none of these. */
const [SLOWEST, FASTEST, ASSUMED] = [0.01, 1000, 20]

/**
 * The recording with times that can be believed, whatever its format and its files say: times of frames are finite and do
 * not go on for longer than a drive lasts, else they come evenly; values of signals without such a time are gaps.
 */
export function withSaneTimes(recording: Recording): Recording {
  const warnings: Warning[] = []
  const { name, times, lateSignals } = recording
  const rate = recording.rate >= SLOWEST && recording.rate <= FASTEST ? recording.rate : ASSUMED
  const isFalse = times?.some((time) => !(Math.abs(time) <= LONGEST_DRIVE)) ?? false
  if (isFalse) {
    const message = `The times of the frames of ${name} are not those of a drive (one of them is more than a year from the first, or none at all); ${rate} frames a second are taken.`
    warnings.push({ code: 'false-times', message })
  }
  const signals = recording.signals.map(withoutFalseTimes)
  const changed = recording.signals.filter((signal, i) => signal !== signals[i])
  if (changed.length > 0) {
    const message = `Values of ${namesInWords(changed.map((signal) => signal.name))} of ${name} have no time, or one more than a year from the first frame; they are left out.`
    warnings.push({ code: 'false-times', message })
  }
  return {
    ...recording,
    ...(isFalse && times && { rate, times: times.map((_, frame) => frame / rate) }),
    signals,
    ...(lateSignals && { lateSignals: async () => (await lateSignals()).map(withoutFalseTimes) }),
    warnings: [...recording.warnings, ...warnings]
  }
}

/** The same one where all of its times can be believed. */
function withoutFalseTimes(signal: SourceSignal): SourceSignal {
  const { timeBase, times, values } = signal
  const most = timeBase === 'seconds' ? LONGEST_DRIVE : Number.MAX_SAFE_INTEGER
  const isTrue = (time: number): boolean => Math.abs(time) <= most
  if (times.every(isTrue)) return signal
  return { ...signal, times: times.filter(isTrue), values: values.filter((_, i) => isTrue(times[i] ?? NaN)) }
}
