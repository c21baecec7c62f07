import type { View } from './geometry.ts'

/** Lowest and highest value in each pixel column; NaN where a column has no value. */
export interface Envelope {
  low: Float32Array
  high: Float32Array
}

/** Reduces a series (null: unknown) to `columns` pixel columns of a view, so that no spike is lost however far out. */
export function envelope(values: readonly (number | null)[], view: View, columns: number): Envelope {
  const low = new Float32Array(columns).fill(NaN)
  const high = new Float32Array(columns).fill(NaN)
  const scale = columns / (view.last - view.first)
  const end = Math.min(values.length, Math.ceil(view.last))
  for (let frame = Math.max(0, Math.floor(view.first)); frame < end; frame++) {
    const value = values[frame]
    if (value === null || value === undefined) continue
    const column = Math.floor((frame + 0.5 - view.first) * scale)
    if (column < 0 || column >= columns) continue
    if (!(value >= low[column]!)) low[column] = value
    if (!(value <= high[column]!)) high[column] = value
  }
  return { low, high }
}
