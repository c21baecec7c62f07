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
  [/^(kmh|kph|km\/h)$/, 'km/h'],
  [/^(mph)$/, 'mph'],
  [/^(mps|m\/s)$/, 'm/s'],
  [/^(1\/m|m\^-1|m⁻¹)$/, '1/m']
]
/** Units that only stand behind numbers: as a word of a name they would mean something else. */
const BEHIND_NUMBERS = /^(%|m|km|ft|g|rpm|1\/min|hz|nm|n|v|a|bar|w|kw|m\/s²|m\/s\^2|rad\/s|deg\/s|°\/s)$/

/** The unit that a word of a column's name states; '' where it is none. */
export function unitInName(word: string): string {
  return UNITS.find(([pattern]) => pattern.test(word))?.[1] ?? ''
}

/** The unit behind a number; '' for other words. */
export function unitNamed(behind: string): string {
  const word = behind
    .trim()
    .replace(/^[[(](.*)[\])]$/, '$1')
    .toLowerCase()
  return unitInName(word) || (BEHIND_NUMBERS.test(word) ? word : '')
}
