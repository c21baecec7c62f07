import { basename } from 'node:path'
import { InputError } from '../../../shared/errors.ts'
import type { SignalRole, Warning } from '../../../shared/recording.ts'
import { SteeringUnit } from '../../../shared/steering.ts'
import type { CellColumn } from './cellColumn.ts'
import type { Column } from './csvColumns.ts'
import { readColumns, steeringUnit } from './csvColumns.ts'
import type { Table } from './csvTable.ts'
import { readCsvTable } from './csvTable.ts'
import { pictureClock, timeUnit } from './csvTime.ts'
import { spreadEqual } from '../signals/equalTimes.ts'
import type { SourceSignal } from '../recording.ts'
import { spreadWarning, tableTimes, unreadTimes, type TableTimes } from './tableClock.ts'

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
 * Reads a table of signals: a header line that names the columns, one of them a time (numbers in s, ms, us or ns, or
 * text) or a frame number. A table that cannot be used is refused where a person chose it, and left out with a warning
 * where it was found beside the video. `steering` is the column that a person calls the steering.
 * @throws InputError for a chosen table without steering, without a time or frame column, without a header or rows.
 */
export async function openCsvSignals(
  file: string,
  pictures: Pictures,
  how: 'chosen' | 'found',
  steering?: string
): Promise<CsvSignals> {
  try {
    return signalsOf(await readCsvTable(file), pictures, basename(file), how, steering)
  } catch (error) {
    if (how === 'chosen' || !(error instanceof InputError)) throw error
    return { signals: [], warnings: [{ code: 'signals-left-out', message: error.message }] }
  }
}

function signalsOf(
  table: Table,
  pictures: Pictures,
  name: string,
  how: 'chosen' | 'found',
  asked: string | undefined
): CsvSignals {
  const columns = readColumns(table.header, asked).filter((column) => column.name !== '')
  const names = columns.map((column) => column.name).join(', ')
  const steering = columns.find(({ role }) => role === 'steering')
  if (asked !== undefined && !steering)
    throw new InputError(`${name} has no column "${asked}"; choose one of ${names} as its steering.`)
  const warnings: Warning[] = []
  const clock = clockOf(table, columns, pictures, name, warnings)
  if (!steering) {
    const sentence = `${name} has no steering column (it has ${names}); call the right one "steering" and open the drive again.`
    if (how === 'chosen') throw new InputError(sentence)
    warnings.push({ code: 'no-steering', message: sentence })
  }
  const signals = columns.flatMap((column): SourceSignal[] => {
    if (column.role === 'time' || column.role === 'frame' || column === clock.column) return []
    const cells = table.columns[column.index]
    const values = Float64Array.from(clock.order, (row) => cells?.values[row] ?? NaN)
    const known = values.filter(Number.isFinite).length
    if (known === 0) {
      if (column === steering) warnings.push(noNumbers(column.name, name))
      return []
    }
    if (column.role !== 'other' && known < values.length) warnings.push(gaps(column.name, values.length - known, name))
    const { timeBase, times } = clock
    const said = withCellUnit(column, cells)
    if (column.role === 'steering') return [{ ...steeringFacts(said, values, name, warnings), timeBase, times, values }]
    const role: SignalRole = column.role
    return [{ name: column.name, role, unit: said.unit, convention: null, timeBase, times, values }]
  })
  return { signals, warnings }
}

/** The unit behind a column's numbers is nearer to them than its name; per cent have become parts of one. */
export function withCellUnit(column: Column, cells: CellColumn | undefined): Column {
  const unit = cells?.unit === '%' ? 'normalised' : cells?.unit
  return unit ? { ...column, unit } : column
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
      message: `${name} does not say which way "${column.name}" turns the car; positive is taken as left until you say otherwise (at 'Recorded steering', 'Positive is', or with a column name such as "steering_right_deg").`
    })
  }
  if (!SteeringUnit.safeParse(column.unit).success) {
    const words = unit === 'normalised' ? '-1 to 1 of full lock' : 'degrees'
    const stated =
      column.unit === ''
        ? `${name} gives no unit for "${column.name}"`
        : `"${column.name}" of ${name} is in ${column.unit}, which is no unit of steering`
    warnings.push({ code: 'steering-unit-guessed', message: `${stated}; by its size it is taken as ${words}.` })
  }
  const convention = column.positive === null ? null : { unit, positive: column.positive }
  return { name: column.name, role: 'steering', unit, convention }
}

interface Clock {
  column: Column
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
  const frame = columns.find((c) => c.role === 'frame' && isCount(table.columns[c.index]?.values))
  const counted = frame && table.columns[frame.index]?.values
  const tells = counted && goesOn(counted) && counted.some((value) => value < pictures.frames)
  const found = tells ? null : tableTimes(table, columns)
  if (found && 'ticks' in found) return timedClock(found, pictures, name, warnings)
  if (found && !frame) throw new InputError(unreadTimes(found.unread, name))
  if (frame && counted && standsStill(counted))
    throw new InputError(
      `The frame numbers of ${name} in "${frame.name}" are ${counted.find(Number.isFinite)} in all ${counted.length} rows; number its rows as the pictures come.`
    )
  if (!frame || !counted)
    throw new InputError(
      `${name} has no column of times or frame numbers; call one "time" or "frame" and open the drive again.`
    )
  const order = inOrder(counted, name, warnings)
  const numbers = Float64Array.from(order, (row) => counted[row] ?? NaN)
  const times = frameNumbers(numbers, pictures.frames, name, warnings)
  if ((times[0] ?? 0) >= pictures.frames)
    throw new InputError(
      `The frame numbers of ${name} begin at ${times[0]} and those of the pictures end at ${pictures.frames - 1}; number its rows as the pictures come.`
    )
  const beyond = (times.at(-1) ?? 0) - (pictures.frames - 1)
  if (beyond > Math.max(2, 0.02 * pictures.frames))
    warnings.push(longer(name, `frame ${times.at(-1)}`, `frame ${pictures.frames - 1}`))
  return { column: frame, timeBase: 'frames', times, order }
}

function timedClock(
  { column, ticks, unit: stated }: TableTimes,
  pictures: Pictures,
  name: string,
  warnings: Warning[]
): Clock {
  const order = inOrder(ticks, name, warnings)
  const sorted = Float64Array.from(order, (row) => ticks[row] ?? NaN)
  if (sorted.length > 1 && sorted[0] === sorted.at(-1))
    throw new InputError(
      `The times of ${name} in "${column.name}" are the same in all ${sorted.length} rows; write them finer.`
    )
  const unit = timeUnit(stated, (sorted.at(-1) ?? 0) - (sorted[0] ?? 0), pictures.duration)
  const { times: asWritten, shifted } = pictureClock(sorted, unit, pictures.duration)
  if (shifted) {
    const message = `The times of ${name} are from another clock; its first row is taken to belong to frame 0.`
    warnings.push({ code: 'clock-shifted', message })
  }
  const spread = spreadEqual(asWritten)
  if (spread) warnings.push(spreadWarning(name))
  const times = spread ?? asWritten
  const end = times.at(-1) ?? 0
  if (end > pictures.duration + Math.max(1, 0.02 * pictures.duration)) {
    warnings.push(longer(name, `${end.toFixed(1)} s`, `${pictures.duration.toFixed(1)} s`))
  } else if (end < pictures.duration - Math.max(1, 0.02 * pictures.duration)) {
    const message = `${name} ends at ${end.toFixed(1)} s and the pictures at ${pictures.duration.toFixed(1)} s; later frames have no signals.`
    warnings.push({ code: 'log-shorter', message })
  }
  return { column, timeBase: 'seconds', times, order }
}

function isCount(values: Float64Array | undefined): boolean {
  const known = values?.filter(Number.isFinite) ?? new Float64Array()
  return known.length > 0 && known.every((value) => Number.isInteger(value) && value >= 0)
}

/** One number in several rows. */
function standsStill(numbers: Float64Array): boolean {
  const known = numbers.filter(Number.isFinite)
  return known.length > 1 && known.every((number) => number === known[0])
}

/** False for numbers that stand still, or begin again and again, as a camera's or a second's do: they name no picture. */
function goesOn(numbers: Float64Array): boolean {
  if (standsStill(numbers)) return false
  const known = numbers.filter(Number.isFinite)
  const rises = known.every((number, i) => i === 0 || number >= (known[i - 1] ?? 0))
  return rises || new Set(known).size > known.length / 2
}

/** Frames counted from 0, as the pictures are: rising numbers from 1 to the number of pictures count from 1. */
function frameNumbers(numbers: Float64Array, frames: number, name: string, warnings: Warning[]): Float64Array {
  if (numbers[0] !== 1) return numbers
  const fromOne = numbers.at(-1) === frames
  const message = fromOne
    ? `The frame numbers of ${name} go from 1 to ${frames}, the number of pictures; they are taken as counted from 1.`
    : `The frame numbers of ${name} go from 1 to ${numbers.at(-1)} beside ${frames} pictures; they are taken as counted from 0.`
  warnings.push({ code: fromOne ? 'frames-from-1' : 'frames-from-0', message })
  return fromOne ? numbers.map((number) => number - 1) : numbers
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

function noNumbers(column: string, name: string): Warning {
  const message = `No cell of "${column}" in ${name} holds a number that can be read; there is no recorded steering.`
  return { code: 'no-steering', message }
}

function longer(name: string, log: string, pictures: string): Warning {
  return {
    code: 'log-longer',
    message: `${name} goes on to ${log} and the pictures end at ${pictures}; its last rows are left out.`
  }
}
