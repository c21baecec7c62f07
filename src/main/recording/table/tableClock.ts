import type { Warning } from '../../../shared/recording.ts'
import { TIME_WORD, words, type Column } from './csvColumns.ts'
import type { Table } from './csvTable.ts'

/** The column that says when the rows of a table were taken. */
export interface TableTimes {
  column: Column
  /** One a row, NaN where it is unknown. */
  ticks: Float64Array
  /** Of the ticks; '' where nothing says it. */
  unit: string
}

/**
 * Finds the times of a table: the column that is called so, else one whose cells are times written as text, else one
 * whose name speaks of time and whose numbers do not fall. Seconds and nanoseconds in two columns are put together.
 * Null where the table has none, and a column alone where one is called so and cannot be read.
 */
export function tableTimes(
  { columns: cells }: Table,
  columns: readonly Column[]
): TableTimes | { unread: Column } | null {
  const dated = (column: Column): boolean => cells[column.index]?.times?.dated ?? false
  const written = columns.filter(({ index }) => cells[index]?.times)
  const named = columns.filter(({ role }) => role === 'time')
  const rising = columns.filter(
    ({ index, name }) => TIME_WORD.test(words(name).join(' ')) && rises(cells[index]?.values)
  )
  for (const column of [...named, ...written.filter(dated), ...written, ...rising]) {
    const found = ticksOf(column, cells, columns)
    if (found?.ticks.some(Number.isFinite)) return found
  }
  return named[0] ? { unread: named[0] } : null
}

/** The sentence for a column of times that cannot be read. */
export function unreadTimes(column: Column, name: string): string {
  return `The times of ${name} in "${column.name}" cannot be read; write them as seconds, or as 2024-05-01T10:00:00.000.`
}

function ticksOf(column: Column, cells: Table['columns'], columns: readonly Column[]): TableTimes | null {
  const found = cells[column.index]
  if (!found) return null
  if (found.times) return { column, ticks: found.times.micros, unit: 'us' }
  const rest = nanoseconds(column, columns)
  const parts = rest && cells[rest.index]?.values
  if (parts && found.values.every((value) => Number.isNaN(value) || Number.isInteger(value)))
    return { column, ticks: found.values.map((value, i) => value * 1e6 + (parts[i] ?? NaN) / 1e3), unit: 'us' }
  return { column, ticks: found.values, unit: found.unit || column.unit }
}

/** `header.stamp.nsecs` beside `header.stamp.secs`. */
function nanoseconds({ name }: Column, columns: readonly Column[]): Column | undefined {
  const stem = /^(.*?)sec(s|onds?)?$/i.exec(name)?.[1]
  const isRest = ({ name: other }: Column): boolean =>
    /^(.*?)n(ano)?sec(s|onds?)?$/i.exec(other)?.[1]?.toLowerCase() === stem?.toLowerCase()
  return stem === undefined ? undefined : columns.find(isRest)
}

/** True for numbers that hardly ever fall, and do not stand still. */
function rises(values: Float64Array | undefined): boolean {
  const known = values?.filter(Number.isFinite) ?? new Float64Array()
  const falls = known.filter((value, i) => i > 0 && value < (known[i - 1] ?? value)).length
  return known.length > 1 && falls <= known.length / 20 && known[0] !== known.at(-1)
}

/** Warns where times that were equal had to be spread. */
export function spreadWarning(name: string): Warning {
  return {
    code: 'coarse-times',
    message: `The times of ${name} are coarser than its rows, several of which have the same; these are spread evenly up to the next.`
  }
}
