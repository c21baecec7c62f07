import type { SignalRole } from '../../shared/recording.ts'
import type { SteeringConvention } from '../../shared/steering.ts'
import type { SourceSignal } from './recording.ts'

/** What is known of a column of numbers. */
export interface FoundColumn {
  name: string
  role: SignalRole
  unit: string
}

/** Signals with one value a frame, from rows of numbers in the order of `columns`; empty columns are left out. */
export function columnSignals(
  columns: readonly FoundColumn[],
  rows: readonly (readonly number[])[],
  convention: SteeringConvention | null
): SourceSignal[] {
  const times = Float64Array.from(rows, (_, frame) => frame)
  return columns.flatMap(({ name, role, unit }, column): SourceSignal[] => {
    const values = Float64Array.from(rows, (row) => row[column] ?? NaN)
    if (!values.some(Number.isFinite)) return []
    return [
      { name, role, unit, convention: role === 'steering' ? convention : null, timeBase: 'frames', times, values }
    ]
  })
}
