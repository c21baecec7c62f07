import type { SignalRole } from '../../../shared/recording.ts'
import type { SteeringConvention } from '../../../shared/steering.ts'
import type { SourceSignal } from '../recording.ts'

/** What is known of a column of numbers. */
export interface FoundColumn {
  name: string
  role: SignalRole
  unit: string
}

/** Signals with one value a frame, from the values of each column; columns without a number are left out. */
export function columnSignals(
  columns: readonly FoundColumn[],
  values: readonly Float64Array[],
  convention: SteeringConvention | null
): SourceSignal[] {
  return columns.flatMap(({ name, role, unit }, column): SourceSignal[] => {
    const own = values[column]
    if (!own?.some(Number.isFinite)) return []
    const times = own.map((_, frame) => frame)
    return [
      { name, role, unit, convention: role === 'steering' ? convention : null, timeBase: 'frames', times, values: own }
    ]
  })
}
