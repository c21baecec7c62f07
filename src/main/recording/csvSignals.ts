import { basename } from 'node:path'
import { InputError } from '../../shared/errors.ts'
import type { SignalRole, Warning } from '../../shared/recording.ts'
import type { Column } from './csvColumns.ts'
import { readColumns, steeringUnit } from './csvColumns.ts'
import type { Table } from './csvTable.ts'
import { readCsvTable } from './csvTable.ts'
import { pictureClock, timeUnit } from './csvTime.ts'
import type { SourceSignal } from './recording.ts'

/** The pictures that a table belongs to: how many, and how long they last in seconds. */
export interface Pictures {
  frames: number
  duration: number
}

interface CsvSignals {
  signals: SourceSignal[]
  warnings: Warning[]
}

/**
 * Reads a table of signals: a header line that names the columns, one of them a time (s, ms, us or ns) or a frame
 * number. A table that cannot be used is refused where a person chose it, and left out with a warning where it was
 * found beside the video.
 * @throws InputError for a chosen table without steering, without a time or frame column, without a header or rows.
 */
export async function openCsvSignals(file: string, pictures: Pictures, how: 'chosen' | 'found'): Promise<CsvSignals> {
  try {
    return signalsOf(await readCsvTable(file), pictures, basename(file), how)
  } catch (error) {
    if (how === 'chosen' || !(error instanceof InputError)) throw error
    return { signals: [], warnings: [{ code: 'signals-left-out', message: error.message }] }
  }
}

function signalsOf(table: Table, pictures: Pictures, name: string, how: 'chosen' | 'found'): CsvSignals {
  const columns = readColumns(table.header)
  const warnings: Warning[] = []
  const clock = clockOf(table, columns, pictures, name, warnings)
  const steering = columns.find(({ role }) => role === 'steering')
  if (!steering) {
    const names = columns.map((column) => column.name).join(', ')
    const sentence = `${name} has no steering column (it has ${names}); call the right one "steering" and open the drive again.`
    if (how === 'chosen') throw new InputError(sentence)
    warnings.push({ code: 'no-steering', message: sentence })
  }
  const signals = columns.flatMap((column): SourceSignal[] => {
    if (column.role === 'time' || column.role === 'frame') return []
    const values = Float64Array.from(clock.order, (row) => table.columns[column.index]?.[row] ?? NaN)
    const known = values.filter(Number.isFinite).length
    if (known === 0) return []
    if (column.role !== 'other' && known < values.length) warnings.push(gaps(column.name, values.length - known, name))
    const { timeBase, times } = clock
    if (column.role === 'steering')
      return [{ ...steeringFacts(column, values, name, warnings), timeBase, times, values }]
    const role: SignalRole = column.role
    return [{ name: column.name, role, unit: column.unit, convention: null, timeBase, times, values }]
  })
  return { signals, warnings }
}

/** Unit and sign of a column of steering, as far as its name and its numbers say; `warnings` gets what they do not. */
export function steeringFacts(
  column: Column,
  values: Float64Array,
  name: string,
  warnings: Warning[]
): Pick<SourceSignal, 'name' | 'role' | 'unit' | 'convention'> {
  const unit = steeringUnit(column.unit, values)
  if (column.positive === null) {
    warnings.push({
      code: 'steering-sign-unknown',
      message: `${name} does not say which way "${column.name}" turns the car; positive is taken as left until you say otherwise (a name such as "steering_right_deg" says it).`
    })
  }
  if (column.unit === '') {
    const words = unit === 'normalised' ? '-1 to 1 of full lock' : 'degrees'
    warnings.push({
      code: 'steering-unit-guessed',
      message: `${name} gives no unit for "${column.name}"; by its size it is taken as ${words}.`
    })
  }
  const convention = column.positive === null ? null : { unit, positive: column.positive }
  return { name: column.name, role: 'steering', unit, convention }
}

interface Clock {
  timeBase: SourceSignal['timeBase']
  times: Float64Array
  /** Row numbers in rising time. */
  order: number[]
}

/** Frame numbers are exact, so a column of them is preferred to one of times. */
function clockOf(
  table: Table,
  columns: readonly Column[],
  pictures: Pictures,
  name: string,
  warnings: Warning[]
): Clock {
  const frame = columns.find((c) => c.role === 'frame' && isCount(table.columns[c.index]))
  const column = frame ?? columns.find(({ role }) => role === 'time')
  const raw = column && table.columns[column.index]
  if (!column || !raw?.some(Number.isFinite)) {
    throw new InputError(
      `${name} has no column of times or frame numbers; call one "time" or "frame" and open the drive again.`
    )
  }
  const order = inOrder(raw, name, warnings)
  const sorted = Float64Array.from(order, (row) => raw[row] ?? NaN)
  const last = sorted.at(-1) ?? 0
  if (frame) {
    const beyond = last - (pictures.frames - 1)
    if (beyond > Math.max(2, 0.02 * pictures.frames))
      warnings.push(longer(name, `frame ${last}`, `frame ${pictures.frames - 1}`))
    return { timeBase: 'frames', times: sorted, order }
  }
  const unit = timeUnit(column.unit, last - (sorted[0] ?? 0), pictures.duration)
  const { times, shifted } = pictureClock(sorted, unit, pictures.duration)
  if (shifted) {
    const message = `The times of ${name} are from another clock; its first row is taken to belong to frame 0.`
    warnings.push({ code: 'clock-shifted', message })
  }
  const end = times.at(-1) ?? 0
  if (end > pictures.duration + Math.max(1, 0.02 * pictures.duration)) {
    warnings.push(longer(name, `${end.toFixed(1)} s`, `${pictures.duration.toFixed(1)} s`))
  } else if (end < pictures.duration - Math.max(1, 0.02 * pictures.duration)) {
    const message = `${name} ends at ${end.toFixed(1)} s and the pictures at ${pictures.duration.toFixed(1)} s; later frames have no signals.`
    warnings.push({ code: 'log-shorter', message })
  }
  return { timeBase: 'seconds', times, order }
}

function isCount(values: Float64Array | undefined): boolean {
  return values?.every((value) => Number.isNaN(value) || (Number.isInteger(value) && value >= 0)) ?? false
}

/** Rows by rising time, stable; rows without a time are left out. */
function inOrder(raw: Float64Array, name: string, warnings: Warning[]): number[] {
  const rows = Array.from(raw.keys()).filter((row) => Number.isFinite(raw[row]))
  const missing = raw.length - rows.length
  if (missing > 0) {
    warnings.push({ code: 'rows-without-time', message: `${missing} rows of ${name} have no time and are left out.` })
  }
  const back = rows.find((row, i) => i > 0 && (raw[row] ?? 0) < (raw[rows[i - 1] ?? 0] ?? 0))
  if (back !== undefined) {
    warnings.push({
      code: 'log-unsorted',
      message: `The times of ${name} go back at row ${back + 1}; its rows are put in order of time.`
    })
    rows.sort((a, b) => (raw[a] ?? 0) - (raw[b] ?? 0) || a - b)
  }
  return rows
}

function gaps(column: string, count: number, name: string): Warning {
  return { code: 'empty-cells', message: `${count} cells of "${column}" in ${name} hold no number; they are gaps.` }
}

function longer(name: string, log: string, pictures: string): Warning {
  return {
    code: 'log-longer',
    message: `${name} goes on to ${log} and the pictures end at ${pictures}; its last rows are left out.`
  }
}
