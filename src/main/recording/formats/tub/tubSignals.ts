import { InputError } from '../../../../shared/errors.ts'
import type { Choice, SignalRole, Warning } from '../../../../shared/recording.ts'
import type { SourceSignal } from '../../recording.ts'
import { moves } from '../../signals/stillSteering.ts'
import type { TubRecord } from './tubRecords.ts'

/** Who drives, as numbers: the person, the person with the model steering, the model. */
const MODES: Record<string, number> = { user: 0, local_angle: 1, local_pilot: 1, local: 2, pilot: 2 }

const ROLES: Record<string, { role: SignalRole; unit: string }> = {
  'user/angle': { role: 'steering', unit: 'normalised' },
  'user/throttle': { role: 'throttle', unit: 'normalised' },
  'user/mode': { role: 'mode', unit: '0 person, 1 model steers, 2 model drives' },
  'imu/gyr_z': { role: 'yaw-rate', unit: '' }
}
/** Steering of the person, of the model, or of what else drove. */
const ANGLE = /(^|\/)(angle|steering)$/

/**
 * The signals of a tub, one value a frame: a record holds its picture and its numbers, so they belong together. The
 * steering is `asked`, else what the person steered, else (where that never moves) what the model did; `warnings` says
 * the last, and where the model drove a part.
 * @throws InputError where nothing is called as asked.
 */
export function tubSignals(
  records: readonly TubRecord[],
  asked: string | undefined,
  tub: string,
  warnings: Warning[]
): { signals: SourceSignal[]; choices: Choice[] } {
  const signals = numbersOf(records)
  const angles = signals.filter(({ name }) => ANGLE.test(name)).map(({ name }) => name)
  if (asked !== undefined && !signals.some(({ name }) => name === asked))
    throw new InputError(`${tub} has no numbers "${asked}"; choose one of ${angles.join(', ')} as its steering.`)
  const chosen = asked ?? steeringOf(signals, tub, warnings)
  return {
    signals: signals.map((signal): SourceSignal => {
      if (signal.name === chosen) return { ...signal, ...STEERING }
      return { ...signal, role: signal.role === 'steering' ? 'other' : signal.role }
    }),
    choices: angles.length > 1 ? [{ option: 'steering', values: angles, chosen }] : []
  }
}

const STEERING = {
  role: 'steering',
  unit: 'normalised',
  convention: { unit: 'normalised', positive: 'right' }
} as const satisfies Partial<SourceSignal>

function numbersOf(records: readonly TubRecord[]): SourceSignal[] {
  const names = new Set(records.flatMap(({ fields }) => Object.keys(fields)))
  const times = Float64Array.from(records, (_, frame) => frame)
  return [...names].flatMap((name): SourceSignal[] => {
    if (name.startsWith('_') || name.startsWith('cam/')) return []
    const values = Float64Array.from(records, ({ fields }) => number(name, fields[name]))
    if (!values.some(Number.isFinite)) return []
    const { role, unit } = ROLES[name] ?? { role: 'other', unit: '' }
    // An angle keeps its sign and unit when it becomes the steering later.
    const { unit: own, convention } = ANGLE.test(name) ? STEERING : { unit, convention: null }
    return [{ name, role, unit: own, convention, timeBase: 'frames', times, values }]
  })
}

function steeringOf(signals: readonly SourceSignal[], tub: string, warnings: Warning[]): string | null {
  const person = signals.find(({ name }) => name === 'user/angle')
  const model = signals.find(({ name }) => name === 'pilot/angle')
  const mode = signals.find(({ name }) => name === 'user/mode')
  if (!model || !moves(model.values)) return person?.name ?? model?.name ?? null
  if (!person || !moves(person.values)) {
    const message = `In ${tub} user/angle ${person ? 'never moves' : 'is missing'} and pilot/angle does; pilot/angle is taken as the steering until you choose another one.`
    warnings.push({ code: 'pilot-steers', message })
    return model.name
  }
  const driven = mode?.values.filter((value) => value > 0).length ?? 0
  if (driven > 0) {
    const message = `In ${driven} of ${person.values.length} records of ${tub} the model steered (user/mode), as pilot/angle says; the steering is user/angle until you choose another one.`
    warnings.push({ code: 'pilot-drove-part', message })
  }
  return person.name
}

function number(name: string, value: unknown): number {
  if (typeof value === 'number') return value
  return name === 'user/mode' && typeof value === 'string' ? (MODES[value] ?? NaN) : NaN
}
