import type { FrameSignal } from '../../../shared/recording.ts'
import { correlation } from '../../../shared/correlation.ts'

/** Correlations nearer to 0 than this do not decide. */
const CLEAR = 0.4

/** How steering (left-positive, as it is shown) goes with the turning of the car. */
export interface SignCheck {
  /** Name of the signal that says how the car turned. */
  against: string
  correlation: number
  verdict: 'agrees' | 'contradicts' | 'undecided'
}

/**
 * Checks the sign of the steering against the yaw rate, or against the heading where there is none: a car that is
 * steered to the left turns to the left. Yaw rate and yaw are taken as left-positive (ISO 8855), course, bearing and
 * heading as compass degrees. `times` are seconds, one a frame. Null where there is nothing to check with.
 */
export function checkSign(signals: readonly FrameSignal[], times: ArrayLike<number>): SignCheck | null {
  const steering = signals.find(({ role }) => role === 'steering')
  const speed = signals.find(({ role }) => role === 'speed')
  const turning = turningOf(signals, times)
  if (!steering || !turning) return null
  // Turning goes with steering times speed, and a car that stands may be steered without turning.
  const steered = steering.values.map((value, i) => {
    const v = speed ? (speed.values[i] ?? null) : 1
    return value === null || v === null ? null : value * v
  })
  const found = correlation(steered, turning.values)
  if (found === null) return null
  const verdict = found > CLEAR ? 'agrees' : found < -CLEAR ? 'contradicts' : 'undecided'
  return { against: turning.name, correlation: found, verdict }
}

const HEADING = /(^|[^a-z])(yaw|course|bearing|heading)([^a-z]|$)/i

/** True for a signal that the check looks at. */
export function tellsTurning({ role, name }: Pick<FrameSignal, 'role' | 'name'>): boolean {
  return role === 'steering' || role === 'speed' || role === 'yaw-rate' || (role === 'other' && HEADING.test(name))
}

/** The rate of turning to the left, in any unit. */
function turningOf(
  signals: readonly FrameSignal[],
  times: ArrayLike<number>
): { name: string; values: (number | null)[] } | null {
  const rate = signals.find(({ role }) => role === 'yaw-rate')
  if (rate) return rate
  const heading = signals.find(({ role, name }) => role === 'other' && HEADING.test(name))
  if (!heading) return null
  const clockwise = !/yaw/i.test(heading.name)
  const whole =
    /rad/.test(heading.unit) || !heading.values.some((value) => Math.abs(value ?? 0) > 7) ? 2 * Math.PI : 360
  const values = heading.values.map((value, i) => {
    const before = heading.values[i - 1] ?? null
    const step = (times[i] ?? 0) - (times[i - 1] ?? 0)
    if (value === null || before === null || !(step > 0)) return null
    const turn = value - before
    const shortest = turn - whole * Math.round(turn / whole)
    return ((clockwise ? -1 : 1) * shortest) / step
  })
  return { name: heading.name, values }
}
