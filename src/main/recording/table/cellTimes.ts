/** What a cell says of a moment. */
interface Moment {
  /** Days since 1970 for the readings day first and month first, where the order is not plain; null without a date. */
  days: [dayFirst: number, monthFirst: number] | null
  /** Microseconds since midnight, of Greenwich where the cell states its zone. */
  micros: number
  /** The number behind a third colon, `17:09:44:912`: milliseconds, or frames of a film. */
  fourth: string | null
  /** Minutes and seconds alone. */
  short: boolean
}

/** A column of times that are written as text. */
export interface WrittenTimes {
  /** Microseconds since 1970, or since midnight where the cells have no date; NaN where a cell holds no time. */
  micros: Float64Array
  dated: boolean
}

const DAY = 86_400_000_000
const HOUR = 3_600_000_000
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** Dates, each with what stands for the clock behind (or, with ctime, around) it. */
const YEAR_FIRST = /^(\d{4})([-/._])(\d{1,2})\2(\d{1,2})(?:[T _,-]+(.*))?$/i
const YEAR_LAST = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?:[T _,]+(.*))$/i
const COMPACT = /^((?:19|20)\d\d)(0[1-9]|1[0-2])([0-3]\d)(?:[T _-](.*)|(\d{6})[._]?(\d{3}|\d{6})?)$/i
const NAMED_MONTH = /^(?:[a-z]{3,9},? +)?(\d{1,2})[- ]([a-z]{3})[a-z]*\.?[-, ]+(\d{4})[T ,]+(.*)$/i
const MONTH_FIRST = /^(?:[a-z]{3,9},? +)?([a-z]{3})[a-z]*\.? +(\d{1,2}),? +(\d{4})[T ,]+(.*)$/i
const CTIME = /^[a-z]{3},? +([a-z]{3}) +(\d{1,2}) +([\d:.,]+)(?: +[A-Z]{3,4})? +(\d{4})$/i
const DURATION = /^(\d+) days?,? +\+?(.*)$/i

const CLOCK =
  /^(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})(?:([.,:])(\d{1,9}))?(?: *([ap])\.?m\.?)?(?: *(?:Z|[A-Z]{3,4})?(?:([-+])(\d{2}):?(\d{2})?)?)?$/i
/** The clock of a date with other marks: `10_00_00_080`, `10-00-00.080`, `100000.080`. */
const OTHER_CLOCK =
  /^(\d{2})([-_.]?)(\d{2})\2(\d{2})(?:[-_.,](\d{1,9}))?(?: *(?:Z|[A-Z]{3,4})?(?:([-+])(\d{2}):?(\d{2})?)?)?$/i

/**
 * Times that are written as text: ISO 8601 and its relatives (T or a space, fractions with a point or comma, zones, no
 * marks at all), dates with day, month or year first, months by name, AM and PM, clocks without a date, durations. Null
 * where fewer than half of the cells hold one. A clock that passes midnight (or the hour, with minutes and seconds
 * alone) goes on; of day and month, where either may be first, the order is taken in which the times lie closer.
 */
export function writtenTimes(cells: readonly string[]): WrittenTimes | null {
  const moments = cells.map(readMoment)
  const known = moments.filter((moment) => moment !== null)
  const filled = cells.filter((cell) => cell !== '').length
  if (known.length === 0 || known.length < filled / 2) return null
  const fourths = known.flatMap(({ fourth }) => fourth ?? [])
  // Frames of a film are below 60 and have two digits; which it is cannot be told from those.
  if (fourths.length > 0 && fourths.every((text) => text.length === 2 && Number(text) < 60)) return null
  const dated = known.filter(({ days }) => days !== null).length > known.length / 2
  const micros = Float64Array.from(moments, (moment) => {
    if (moment === null || (moment.days !== null) !== dated) return NaN
    return moment.micros + Number(moment.fourth ?? 0) * 1000
  })
  if (!dated) return { micros: goneOn(micros, known), dated }
  const reading = (which: 0 | 1): Float64Array =>
    micros.map((value, i) => (moments[i]?.days?.[which] ?? NaN) * DAY + value)
  const [dayFirst, monthFirst] = [reading(0), reading(1)]
  return { micros: roughness(monthFirst) < roughness(dayFirst) ? monthFirst : dayFirst, dated }
}

/** True for a cell that holds a time of the kind that writtenTimes reads. */
export function isWrittenTime(cell: string): boolean {
  return readMoment(cell) !== null
}

/** How far neighbours lie apart; the reading of a date under which there is no such month is the worst. */
function roughness(micros: Float64Array): number {
  let [sum, before, missing] = [0, NaN, 0]
  for (const value of micros) {
    if (Number.isNaN(value)) missing++
    else {
      if (!Number.isNaN(before)) sum += Math.abs(value - before)
      before = value
    }
  }
  return sum + missing * 1e6 * DAY
}

/** A clock that falls from its last quarter into its first has begun again. */
function goneOn(micros: Float64Array, moments: readonly Moment[]): Float64Array {
  const short = moments.every((moment) => moment.short)
  const round = short ? HOUR : DAY
  if (micros.some((value) => value >= round)) return micros
  let [rounds, before] = [0, NaN]
  return micros.map((value) => {
    if (Number.isNaN(value)) return NaN
    if (before > 0.75 * round && value < 0.25 * round) rounds++
    else if (before < 0.25 * round && value > 0.75 * round && rounds > 0) rounds--
    before = value
    return value + rounds * round
  })
}

function readMoment(cell: string): Moment | null {
  const text = cell.trim().replace(/^['"]|['"]$/g, '')
  if (!/\d\D|^\d{14}/.test(text)) return null
  const days = DURATION.exec(text)
  if (days) {
    const clock = readClock(days[2] ?? '')
    return clock && { ...clock, days: null, micros: clock.micros + Number(days[1]) * DAY, short: false }
  }
  const dated = datedParts(text)
  if (!dated) {
    const clock = CLOCK.test(text) ? readClock(text) : null
    return clock && { ...clock, days: null }
  }
  const clock = readClock(dated.clock, true)
  return clock && { ...clock, days: dated.days }
}

function datedParts(text: string): { days: [number, number]; clock: string } | null {
  const plain = (year: string, month: number, day: string, clock: string | undefined) => {
    const at = dayNumber(Number(year), month, Number(day))
    return Number.isNaN(at) || clock === undefined ? null : { days: [at, at] as [number, number], clock }
  }
  const first = YEAR_FIRST.exec(text)
  if (first) return plain(first[1] ?? '', Number(first[3]), first[4] ?? '', first[5])
  const compact = COMPACT.exec(text)
  if (compact) {
    const clock = compact[4] ?? (compact[6] ? `${compact[5]}.${compact[6]}` : compact[5])
    return plain(compact[1] ?? '', Number(compact[2]), compact[3] ?? '', clock)
  }
  const last = YEAR_LAST.exec(text)
  if (last) {
    const [, a = '', mark = '', b = '', written = '', clock = ''] = last
    const year = Number(written) + (written.length === 2 ? 2000 : 0)
    const dayFirst = dayNumber(year, Number(b), Number(a))
    // With points the day is first wherever people write so.
    const monthFirst = mark === '.' ? dayFirst : dayNumber(year, Number(a), Number(b))
    return Number.isNaN(dayFirst) && Number.isNaN(monthFirst) ? null : { days: [dayFirst, monthFirst], clock }
  }
  const month = (name = ''): number => MONTHS.indexOf(name.toLowerCase()) + 1
  const named = NAMED_MONTH.exec(text)
  if (named) return plain(named[3] ?? '', month(named[2]), named[1] ?? '', named[4])
  const american = MONTH_FIRST.exec(text)
  if (american) return plain(american[3] ?? '', month(american[1]), american[2] ?? '', american[4])
  const unix = CTIME.exec(text)
  return unix && plain(unix[4] ?? '', month(unix[1]), unix[2] ?? '', unix[3])
}

/** Days since 1970; NaN for a date that is none. */
function dayNumber(year: number, month: number, day: number): number {
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() / 86_400_000 : NaN
}

/** Behind a date two parts are hours and minutes, alone they are minutes and seconds. */
function readClock(text: string, dated = false): Omit<Moment, 'days'> | null {
  const found = CLOCK.exec(text)
  if (!found) {
    const other = dated ? OTHER_CLOCK.exec(text) : null
    if (!other) return null
    const [, hour = '', , minute = '', second = '', fraction = '', sign, zoneHours, zoneMinutes] = other
    return timeOf([hour, minute, second], fraction, [sign, zoneHours, zoneMinutes])
  }
  const [, a, b = '', c = '', mark, behind = '', half, sign, zoneHours, zoneMinutes] = found
  const short = a === undefined && !(dated && mark === undefined)
  const parts: [string, string, string] = a !== undefined ? [a, b, c] : short ? ['0', b, c] : [b, c, '0']
  if (half !== undefined) {
    const hour = Number(parts[0])
    if (hour < 1 || hour > 12) return null
    parts[0] = String((hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0))
  }
  const time = timeOf(parts, mark === ':' ? '' : behind, [sign, zoneHours, zoneMinutes], short)
  return time && { ...time, fourth: mark === ':' ? behind : null, short: short && !dated }
}

function timeOf(
  [hour, minute, second]: readonly [string, string, string],
  fraction: string,
  [sign, zoneHours = '0', zoneMinutes = '0']: readonly (string | undefined)[],
  anyMinute = false
): Omit<Moment, 'days'> | null {
  if (Number(second) > 60 || (Number(minute) > 59 && !anyMinute)) return null
  const zone = (sign === '-' ? -1 : 1) * (Number(zoneHours) * 60 + Number(zoneMinutes))
  const seconds = Number(hour) * 3600 + (Number(minute) - zone) * 60 + Number(second)
  return { micros: seconds * 1e6 + Number(`0.${fraction || '0'}`) * 1e6, fourth: null, short: false }
}
