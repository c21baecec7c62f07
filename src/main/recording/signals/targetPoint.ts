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

/** Widths of the pictures that points are set in, where the pictures that are kept are smaller. */
const WIDTHS = [224, 320, 640, 960, 1280, 1920, 3840]

/**
 * The recording with its target as steering, -1 at the left edge of the picture to 1 at the right. What goes beyond that is
 * taken as pixels: of the picture, or, where they go beyond it, of one of a usual width in which they were set.
 * @param given what gives the target, with its verb: 'labels.csv gives'
 * @param percent where the points are from 0 to 100
 */
export function withTarget(recording: Recording, x: string, given: string, percent = false): Recording {
  const { width } = recording
  const values =
    recording.signals.find(({ name, role }) => name === x && role === 'steering')?.values ?? new Float64Array()
  const largest = values.reduce((most, value) => (Math.abs(value) > most ? Math.abs(value) : most), 0)
  const isPixels = largest > 1.5
  const edge = percent ? 100 : ([width, ...WIDTHS].find((wide) => wide >= largest) ?? largest)
  const signals = recording.signals.map((signal) =>
    isPixels && signal.name === x && signal.role === 'steering'
      ? { ...signal, values: signal.values.map((value) => (2 * value) / edge - 1) }
      : signal
  )
  const pixels = edge === width ? `pixels of ${edge}` : `pixels of ${edge}, beyond the ${width} of the pictures`
  const scale = isPixels
    ? `${percent ? '0 to 100' : pixels}, put on -1 (left edge) to 1 (right edge)`
    : '-1 at the left edge, 1 at the right'
  const warning: Warning = {
    code: 'target-as-steering',
    message: `${given} a point to drive to in each picture, as JetBot's and JetRacer's labels do: its "${x}" is taken as the steering (${scale}), positive to the right.`
  }
  return { ...recording, signals, warnings: [...recording.warnings, warning] }
}
