import type { SignalRole } from '../../shared/recording.ts'
import type { SourceSignal } from './recording.ts'
import type { TubRecord } from './tubRecords.ts'

/** Who drives, as numbers: the person, the person with the model steering, the model. */
const MODES: Record<string, number> = { user: 0, local_angle: 1, local_pilot: 1, local: 2, pilot: 2 }

const ROLES: Record<string, { role: SignalRole; unit: string }> = {
  'user/angle': { role: 'steering', unit: 'normalised' },
  'user/throttle': { role: 'throttle', unit: 'normalised' },
  'user/mode': { role: 'mode', unit: '0 person, 1 model steers, 2 model drives' },
  'imu/gyr_z': { role: 'yaw-rate', unit: '' }
}

/** The signals of a tub, one value a frame: a record holds its picture and its numbers, so they belong together. */
export function tubSignals(records: readonly TubRecord[]): SourceSignal[] {
  const names = new Set(records.flatMap(({ fields }) => Object.keys(fields)))
  const times = Float64Array.from(records, (_, frame) => frame)
  return [...names].flatMap((name): SourceSignal[] => {
    if (name.startsWith('_') || name === 'cam/image_array') return []
    const values = Float64Array.from(records, ({ fields }) => number(name, fields[name]))
    if (!values.some(Number.isFinite)) return []
    const { role, unit } = ROLES[name] ?? { role: 'other', unit: '' }
    const convention = role === 'steering' ? ({ unit: 'normalised', positive: 'right' } as const) : null
    return [{ name, role, unit, convention, timeBase: 'frames', times, values }]
  })
}

function number(name: string, value: unknown): number {
  if (typeof value === 'number') return value
  return name === 'user/mode' && typeof value === 'string' ? (MODES[value] ?? NaN) : NaN
}
