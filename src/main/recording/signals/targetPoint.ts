import type { Warning } from '../../../shared/recording.ts'
import type { SteeringConvention } from '../../../shared/steering.ts'
import type { Column } from '../table/csvColumns.ts'
import type { Recording } from '../recording.ts'

/** JetBot and JetRacer drive towards a point of the picture: x to the right is a turn to the right. */
export const targetConvention: SteeringConvention = { unit: 'normalised', positive: 'right' }

/**
 * The column x of a table that gives a point of each picture to drive to: of its columns beside the picture, times and
 * numbers of frames there are x and y alone, for with more they are places of the car. null for any other table.
 */
export function targetColumn(columns: readonly Column[]): Column | null {
  const told = columns.filter(({ role }) => role !== 'time' && role !== 'frame')
  const [x, y] = ['x', 'y'].map((name) => told.find((column) => column.name.toLowerCase() === name))
  return x && y && told.length === 2 ? x : null
}

/**
 * The recording with its target as steering, -1 at the left edge of the picture to 1 at the right. What goes beyond that is
 * taken as pixels.
 */
export function withTarget(recording: Recording, x: string, log: string): Recording {
  const { width } = recording
  const largest = (values: Float64Array): number =>
    values.reduce((most, value) => (Math.abs(value) > most ? Math.abs(value) : most), 0)
  let isPixels = false
  const signals = recording.signals.map((signal) => {
    if (signal.name !== x || signal.role !== 'steering') return signal
    isPixels = largest(signal.values) > 1.5
    return isPixels ? { ...signal, values: signal.values.map((value) => (2 * value) / width - 1) } : signal
  })
  const scale = isPixels
    ? `pixels of ${width}, put on -1 (left edge) to 1 (right edge)`
    : '-1 at the left edge, 1 at the right'
  const warning: Warning = {
    code: 'target-as-steering',
    message: `${log} gives a point to drive to in each picture, as JetBot's and JetRacer's labels do: its "${x}" is taken as the steering (${scale}), positive to the right.`
  }
  return { ...recording, signals, warnings: [...recording.warnings, warning] }
}
