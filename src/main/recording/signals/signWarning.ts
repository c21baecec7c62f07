import type { FrameSignal, Warning } from '../../../shared/recording.ts'
import type { Recording } from '../recording.ts'
import { signalsAtFrames } from './atFrames.ts'
import { checkSign, tellsTurning } from './signCheck.ts'

/** The word for programs of the warning. */
export const SIGN_CONTRADICTS = 'steering-sign-contradicts'

/** Of fewer frames a correlation says nothing; of more, so many are looked at, evenly spread. */
const FEWEST = 50
const MOST = 10_000

/** A warning where the car turned the other way than its steering says (`checkSign`). */
export function signWarning(signals: readonly FrameSignal[], times: ArrayLike<number>, name: string): Warning[] {
  const steering = signals.find(({ role }) => role === 'steering')
  if (!steering || steering.values.filter((value) => value !== null).length < FEWEST) return []
  const check = checkSign(signals, times)
  if (check?.verdict !== 'contradicts') return []
  const other = steering.sourcePositive === 'right' ? 'left' : 'right'
  const message = `The steering of ${name} ("${steering.name}") and "${check.against}" turn opposite ways (correlation ${check.correlation.toFixed(2)}): positive probably means ${other} in this recording. Turn the sign round at 'Recorded steering', 'Positive is ${other}'.`
  return [{ code: SIGN_CONTRADICTS, message }]
}

/** The same of a recording that is being opened, where its signals are at hand. */
export function signWarningOf({ signals, lateSignals, times, frames, rate, name }: Recording): Warning[] {
  if (lateSignals) return []
  const step = Math.max(1, Math.ceil(frames.count / MOST))
  const places = Array.from({ length: Math.ceil(frames.count / step) }, (_, i) => i * step)
  const all = times ?? Float64Array.from({ length: frames.count }, (_, i) => i / rate)
  const turning = signalsAtFrames(signals.filter(tellsTurning), all)
  const some = turning.map((signal) => ({ ...signal, values: places.map((frame) => signal.values[frame] ?? null) }))
  return signWarning(
    some,
    places.map((frame) => all[frame] ?? 0),
    name
  )
}
