/** Seconds in one tick of each unit that tables of signals count time in; spreadsheets count days. */
export const TICKS = { s: 1, ms: 1e-3, us: 1e-6, ns: 1e-9, d: 86_400 }
export type TimeUnit = keyof typeof TICKS

/** The unit that a column's name states, else the one in which the table lasts about as long as the pictures. */
export function timeUnit(stated: string, span: number, duration: number): TimeUnit {
  if (stated in TICKS) return stated as TimeUnit
  const units: TimeUnit[] = ['s', 'ms', 'us', 'ns', 'd']
  if (!(span > 0) || !(duration > 0)) return 's'
  const miss = (unit: TimeUnit): number => Math.abs(Math.log((span * TICKS[unit]) / duration))
  return units.reduce((best, unit) => (miss(unit) < miss(best) ? unit : best))
}

/**
 * A table's rising times as seconds on the clock of the pictures. Times that begin after the pictures end (seconds since
 * 1970, or since the computer started) are counted from the table's first row: `shifted` says so.
 */
export function pictureClock(
  raw: Float64Array,
  unit: TimeUnit,
  duration: number
): { times: Float64Array; shifted: boolean } {
  const start = raw[0] ?? 0
  const shifted = start * TICKS[unit] > duration || start * TICKS[unit] < -duration
  const zero = shifted ? start : 0
  // The difference first: nanoseconds since 1970 have no digits to spare after a multiplication.
  return { times: raw.map((value) => (value - zero) * TICKS[unit]), shifted }
}
