import type { NameNumber, SignalRole, Warning } from '../../../shared/recording.ts'
import { columnSignals, type FoundColumn } from '../signals/columnSignals.ts'
import { targetConvention } from '../signals/targetPoint.ts'
import type { SourceSignal } from '../recording.ts'
import { steeringFacts } from '../table/csvSignals.ts'
import type { NumberedName } from './nameOrder.ts'
import type { NamedPictures } from './namedPictures.ts'

/** Numbers of names that are no signals. */
const SILENT: readonly NameNumber[] = ['frame', 'time', 'none']
const ROLES: readonly SignalRole[] = ['steering', 'speed', 'throttle', 'brake', 'yaw-rate']

/**
 * The signals in names, one value a picture: the steering with what is known of its unit and sign, a point to drive to as it
 * stands in the names, all else by its role. `warnings` gets what nobody has said.
 */
export function nameSignals(
  { ordered, numbers, known }: Pick<NamedPictures, 'ordered' | 'numbers' | 'known'>,
  folder: string,
  warnings: Warning[]
): SourceSignal[] {
  const columns = (numbers ?? []).flatMap((what, place) => (SILENT.includes(what) ? [] : [{ what, place }]))
  const steering = columns.find(({ what }) => what === 'steering') ?? columns.find(({ what }) => what === 'x')
  const values = columns.map(({ place }) => valuesAt(ordered.names, place))
  const facts =
    steering?.what === 'x'
      ? { unit: targetConvention.unit, convention: targetConvention }
      : known?.convention
        ? { unit: known.convention.unit, convention: known.convention }
        : steering
          ? steeringFacts(
              { index: steering.place, name: 'steering', role: 'steering', unit: '', positive: null },
              valuesAt(ordered.names, steering.place),
              folder,
              warnings
            )
          : null
  const found = columns.map((column): FoundColumn => {
    const same = columns.filter(({ what }) => what === column.what)
    const name = same.length > 1 || column.what === 'other' ? `${column.what} ${column.place + 1}` : column.what
    if (column === steering) return { name, role: 'steering', unit: facts?.unit ?? '' }
    const role = ROLES.find((role) => role === column.what && role !== 'steering' && same[0] === column) ?? 'other'
    return { name, role, unit: '' }
  })
  return columnSignals(found, values, facts?.convention ?? null)
}

function valuesAt(names: readonly NumberedName[], place: number): Float64Array {
  return Float64Array.from(names, ({ numbers }) => numbers[place] ?? NaN)
}
