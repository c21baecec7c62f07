import type { Warning } from '../../../shared/recording.ts'
import { spreadEqual } from './equalTimes.ts'

/** No small car drives at more than this many pictures a second: faster timestamps were made in a conversion. */
const FASTEST = 100

/**
 * Seconds from the first record, one a record, from a car's clock in milliseconds. Records that share their times on a
 * clock of whole seconds are spread over them. False clocks (all records within
 * seconds, or none stamped) give way to `assumedRate`; where the clock goes back or is missing the usual step is taken.
 */
export function timesFromStamps(
  stamps: readonly (number | null)[],
  assumedRate: number,
  warnings: Warning[]
): { times: Float64Array; rate: number } {
  const milliseconds = finer(stamps, warnings)
  const steps = milliseconds.slice(1).map((stamp, i) => {
    const before = milliseconds[i]
    return stamp === null || before === null || before === undefined ? NaN : (stamp - before) / 1000
  })
  const forward = steps.filter((step) => step > 0).sort((a, b) => a - b)
  const usual = forward[forward.length >> 1]
  if (usual === undefined || usual < 1 / FASTEST) {
    if (milliseconds.length > 1) {
      const why =
        usual === undefined
          ? 'carry no times'
          : `are stamped ${(1000 * usual).toFixed(1)} ms apart, faster than any camera`
      warnings.push({ code: 'false-times', message: `The records ${why}; ${assumedRate} a second are assumed.` })
    }
    return { times: Float64Array.from(milliseconds, (_, i) => i / assumedRate), rate: assumedRate }
  }
  const back = steps.findIndex((step) => !(step >= 0))
  if (back >= 0) {
    const count = steps.filter((step) => !(step >= 0)).length
    warnings.push({
      code: 'time-goes-back',
      message: `The clock goes back or is missing at ${count} records, first at frame ${back + 1}; the usual step of ${(1000 * usual).toFixed(0)} ms is taken there.`,
      frames: { first: back + 1, last: back + 1 }
    })
  }
  const times = new Float64Array(milliseconds.length)
  steps.forEach((step, i) => (times[i + 1] = (times[i] ?? 0) + (step >= 0 ? step : usual)))
  return { times, rate: Math.round(100 / usual) / 100 }
}

function finer(stamps: readonly (number | null)[], warnings: Warning[]): readonly (number | null)[] {
  const known = Float64Array.from(stamps.filter((stamp) => stamp !== null))
  const spread =
    known.length === stamps.length && !known.some((stamp, i) => stamp < (known[i - 1] ?? stamp))
      ? spreadEqual(known)
      : null
  if (!spread) return stamps
  const message =
    'The times of the records are coarser than the records come, several of which have the same; these are spread evenly up to the next.'
  warnings.push({ code: 'coarse-times', message })
  return [...spread]
}
