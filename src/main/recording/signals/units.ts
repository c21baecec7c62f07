/** Units as people write them, and the name that Lanegaze has for each. */
const UNITS: readonly [RegExp, string][] = [
  [/^(deg|degs|degree|degrees|°|º)$/, 'deg'],
  [/^(rad|rads|radian|radians)$/, 'rad'],
  [/^(norm|normalised|normalized)$/, 'normalised'],
  [/^(s|sec|secs|second|seconds)$/, 's'],
  [/^(ms|msec|msecs|millis|millisec|millisecond|milliseconds)$/, 'ms'],
  [/^(us|µs|μs|usec|usecs|micros|microsec|microsecond|microseconds)$/, 'us'],
  [/^(ns|nsec|nsecs|nanos|nanosec|nanosecond|nanoseconds)$/, 'ns'],
  [/^(days?)$/, 'd'],
  [/^(kmh|kmhr|kph|kmph|km\/h|km\/hr)$/, 'km/h'],
  [/^(mph|mi\/h)$/, 'mph'],
  [/^(mps|m\/s|m\/sec)$/, 'm/s'],
  [/^(rad\/s|radps)$/, 'rad/s'],
  [/^(deg\/s|°\/s|degps)$/, 'deg/s'],
  [/^(1\/m|m\^-1|m⁻¹)$/, '1/m']
]
/** Those of several words, as names part them: 'speed_km_h', 'Speed (metres per second)'. */
const PHRASES: readonly [RegExp, string][] = [
  [/ (km|kilomet(er|re)s?)( per| p)? (h|hr|hour) /, 'km/h'],
  [/ (mi|miles?)( per| p)? (h|hr|hour) /, 'mph'],
  [/ (m|met(er|re)s?)( per| p)? (s|sec|second) /, 'm/s'],
  [/ (rad|radians?)( per| p)? (s|sec|second) /, 'rad/s'],
  [/ (deg|degrees?|°)( per| p)? (s|sec|second) /, 'deg/s']
]
/** Units that only stand behind numbers: as a word of a name they would mean something else. */
const BEHIND_NUMBERS = /^(%|m|km|ft|g|rpm|1\/min|hz|nm|n|v|a|bar|w|kw|m\/s²|m\/s\^2)$/

/** The unit that a word of a column's name states; '' where it is none. */
function unitInName(word: string): string {
  return UNITS.find(([pattern]) => pattern.test(word))?.[1] ?? ''
}

/** The unit that the words of a column's name state; '' where they do not. */
export function unitInWords(words: readonly string[]): string {
  const name = ` ${words.join(' ')} `
  const phrase = PHRASES.find(([pattern]) => pattern.test(name))?.[1]
  return phrase ?? words.map(unitInName).find((found) => found !== '') ?? ''
}

/** The unit behind a number; '' for other words. */
export function unitNamed(behind: string): string {
  const word = behind
    .trim()
    .replace(/^[[(](.*)[\])]$/, '$1')
    .toLowerCase()
  return unitInName(word) || (BEHIND_NUMBERS.test(word) ? word : '')
}
