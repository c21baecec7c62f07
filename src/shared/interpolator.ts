import type { SignalRole } from './recording.ts'

/** Times this close are the same moment: clocks that count microseconds are the finest in use. */
const SAME = 1e-6

/** Values of a signal at moments of its own, which do not fall; NaN where it is unknown. */
export interface Samples {
  role: SignalRole
  times: Float64Array
  values: Float64Array
}

/**
 * The value of a signal at any time: linear between neighbours, nearest for modes, null before the first, after the
 * last, beside unknown values, and between neighbours that are further apart than `gap` (in the unit of the times).
 * Equal times count as one moment: the last holds. Calls are cheapest with times that rise.
 */
export function interpolator({ times, values, role }: Samples, gap: number): (time: number) => number | null {
  let right = 0
  return (time) => {
    if (right > 0 && (times[right - 1] ?? 0) > time + SAME) right = 0
    while (right < times.length && (times[right] ?? 0) <= time + SAME) right++
    const before = times[right - 1]
    const value = values[right - 1]
    if (before === undefined || value === undefined) return null
    if (Math.abs(time - before) <= SAME) return known(value)
    const after = times[right]
    const next = values[right]
    if (after === undefined || next === undefined || after - before > gap) return null
    const part = (time - before) / (after - before)
    if (role === 'mode') return known(part < 0.5 ? value : next)
    return known(value + part * (next - value))
  }
}

function known(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
