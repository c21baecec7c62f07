import type { SignalRole } from '../../../shared/recording.ts'
import type { Positive } from '../../../shared/steering.ts'

/** What is known of a column beyond its name. */
export interface ColumnFacts {
  role?: SignalRole | 'time' | 'frame'
  unit?: string
  positive?: Positive
}

/** A kind of table that a program writes, known by its header; names are in small letters. */
interface TablePreset {
  /** All of these columns are there. */
  has: readonly string[]
  columns: Readonly<Record<string, ColumnFacts>>
}

/** What `docs/recordings.md` says of signs and units, with its sources. */
const presets: readonly TablePreset[] = [
  {
    // AirSim, `airsim_rec.txt`: the controls are -1..1, right; metres a second; milliseconds.
    has: ['timestamp', 'throttle', 'steering', 'brake', 'gear', 'imagefile'],
    columns: {
      timestamp: { role: 'time', unit: 'ms' },
      steering: { role: 'steering', unit: 'normalised', positive: 'right' },
      speed: { unit: 'm/s' }
    }
  },
  {
    // AirSim before 2018.
    has: ['timestamp', 'throttle', 'steering', 'brake', 'gear', 'imagename'],
    columns: { steering: { role: 'steering', unit: 'normalised', positive: 'right' } }
  },
  {
    // Udacity Challenge 2, `interpolated.csv` and `steering.csv`: dbw_mkz's SteeringReport, which does not state its sign.
    has: ['timestamp', 'angle', 'torque', 'speed'],
    columns: {
      timestamp: { role: 'time', unit: 'ns' },
      angle: { role: 'steering', unit: 'rad' },
      speed: { unit: 'm/s' }
    }
  },
  {
    // DeepRacer's simulation trace: degrees of the front wheels, left; yaw in degrees.
    has: ['episode', 'steps', 'yaw', 'steer', 'throttle', 'tstamp'],
    columns: {
      tstamp: { role: 'time', unit: 's' },
      steer: { role: 'steering', unit: 'deg', positive: 'left' },
      yaw: { role: 'other', unit: 'deg' },
      steps: { role: 'other' }
    }
  }
]

/** What is known of the columns of a table with this header, by their places; empty for a table that nobody knows. */
export function presetColumns(header: readonly string[]): ReadonlyMap<number, ColumnFacts> {
  const names = header.map((name) => name.trim().toLowerCase())
  const preset = presets.find(({ has }) => has.every((name) => names.includes(name)))
  const known = new Map<number, ColumnFacts>()
  names.forEach((name, index) => {
    const facts = preset && Object.hasOwn(preset.columns, name) ? preset.columns[name] : undefined
    if (facts && names.indexOf(name) === index) known.set(index, facts)
  })
  return known
}
