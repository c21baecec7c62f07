import type { SignalRole } from '../../../shared/recording.ts'
import { type Positive, SteeringUnit } from '../../../shared/steering.ts'
import { unitInWords } from '../signals/units.ts'
import { presetColumns } from './tablePresets.ts'

/** What a column's name says of it. */
export interface Column {
  index: number
  name: string
  role: SignalRole | 'time' | 'frame'
  /** As named; '' where the name does not say. */
  unit: string
  /** Which way the car turns with positive numbers, where the name says it ('steering_left_deg'). */
  positive: Positive | null
}

/** Words in a name, in their order: 'steeringAngleDeg', 'steering_angle [deg]' and 'Steering angle (deg)' are alike. */
export function words(name: string): string[] {
  const split = name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
  return split.split(/[^a-z0-9°/]+|\/(?=[a-z]{3})/).filter((word) => word !== '')
}

const TIME = /^(time|times|timestamp|timestamps|datetime|stamp|t|utime|epoch|seconds|secs|elapsed)$/
/** Words that tell a column of times where none is called so plainly. */
export const TIME_WORD =
  /\b(times?|timestamps?|stamp|datetime|clock|utime|epoch|unix|ts|zeit|uhrzeit|zeitstempel|temps|tiempo|hora|tempo)\b/
const FRAME = /^(frame|frames|frame (number|no|nr|num|index|idx|id|n)|frameno|frameid|framenumber)$/
/** Words about steering that name something other than where the wheels point. */
const NOT_AN_ANGLE =
  /\b(steer|steering|wheel)\b.* (torque|rate|speed|velocity|pressed|override|status|state|mode|enabled|valid|flag|id)\b/

const ROLES: readonly [RegExp, SignalRole][] = [
  [/\byaw ?rate\b|\bgyro z\b|\bangular velocity z\b/, 'yaw-rate'],
  [/\b(speed|velocity|v ego|vego)\b/, 'speed'],
  [/\b(throttle|gas|accelerator)\b/, 'throttle'],
  [/\bbrakes?\b/, 'brake'],
  [/\bmode\b/, 'mode']
]

/** What is meant where a name has no room for the fraction: `speed_ms`, `yaw_rate_deg`. */
const UNITS_OF_RATES: ReadonlyMap<string, string> = new Map([
  ['speed ms', 'm/s'],
  ['yaw-rate deg', 'deg/s'],
  ['yaw-rate rad', 'rad/s']
])

/**
 * Takes a table's header for what its names say, and what is known of the table that some programs write. The first of several that name the same role keeps it. `chosen` is the
 * column that a person calls the steering.
 */
export function readColumns(header: readonly string[], chosen?: string): Column[] {
  const known = presetColumns(header)
  const columns = header.map((name, index): Column => {
    const parts = words(name)
    const stated = unitInWords(parts.slice(1))
    const positive = parts.includes('left') ? 'left' : parts.includes('right') ? 'right' : null
    const role = roleOf(parts, stated)
    const unit = UNITS_OF_RATES.get(`${role} ${stated}`) ?? stated
    return { index, name: name.trim(), role, unit, positive, ...known.get(index) }
  })
  const steering = chosen === undefined ? bestSteering(columns) : columns.find(({ name }) => name === chosen)
  const seen = new Set<string>()
  return columns.map((column): Column => {
    if (column === steering) return { ...column, role: 'steering' }
    if (column.role === 'other' || column.role === 'steering') return { ...column, role: 'other' }
    const first = !seen.has(column.role)
    seen.add(column.role)
    return first ? column : { ...column, role: 'other' }
  })
}

function roleOf(parts: readonly string[], unit: string): Column['role'] {
  const name = parts.join(' ')
  const [first = ''] = parts
  if (FRAME.test(name)) return 'frame'
  if (TIME.test(first) && (parts.length === 1 || unit !== '' || parts.length === 2)) return 'time'
  if (/^(ms|millis|milliseconds|nanos|nanoseconds|us|ns|sec|s)$/.test(name)) return 'time'
  // Degrees a second tell how fast somebody steers.
  if (isSteering(name)) return /^(deg|rad)\/s$/.test(unit) ? 'other' : 'steering'
  if (/\bsteer/.test(name)) return 'other'
  return ROLES.find(([pattern]) => pattern.test(name))?.[1] ?? 'other'
}

function isSteering(name: string): boolean {
  return /\bsteer(ing)?|\bwheel angle\b|^angle\b|\buser angle\b/.test(name) && !NOT_AN_ANGLE.test(name)
}

/** Among several columns about steering: the measured one before targets and commands, then the shortest name. */
function bestSteering(columns: readonly Column[]): Column | undefined {
  const score = ({ name }: Column): number =>
    (/target|desired|command|cmd|request|predict|pilot|model/i.test(name) ? 100 : 0) +
    (/steer/i.test(name) ? 0 : 50) +
    name.length / 10
  return columns.filter(({ role }) => role === 'steering').sort((a, b) => score(a) - score(b))[0]
}

/** The steering unit that a name states, else the one that numbers of this size are most likely in. */
export function steeringUnit(stated: string, values: Float64Array): SteeringUnit {
  const known = SteeringUnit.safeParse(stated)
  if (known.success) return known.data
  const largest = values.reduce((most, value) => (Math.abs(value) > most ? Math.abs(value) : most), 0)
  return largest <= 1.5 ? 'normalised' : 'deg'
}
