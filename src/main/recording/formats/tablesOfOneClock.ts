import { join, parse } from 'node:path'
import type { Warning } from '../../../shared/recording.ts'
import { InputError } from '../../../shared/errors.ts'
import { namesInWords } from '../place/namesInWords.ts'
import type { Place } from '../format.ts'
import type { SourceSignal } from '../recording.ts'
import { readColumns } from '../table/csvColumns.ts'
import { tablesOf } from '../table/csvRows.ts'
import { steeringFacts, withCellUnit } from '../table/csvSignals.ts'
import { readCsvTable, type Table } from '../table/csvTable.ts'
import { TICKS, type TimeUnit } from '../table/csvTime.ts'
import { tableTimes } from '../table/tableClock.ts'

/** When the first and the last picture were taken, on the clock of their table. */
export interface PictureTicks {
  first: number
  last: number
  unit: TimeUnit
}

/**
 * The numbers of the other tables of a folder that count time on the clock of the table of pictures, as Udacity's car has
 * a table for each topic (`camera.csv`, `steering.csv`, `gps.csv`). A table belongs to it where its times meet those of the
 * pictures. The first table of several with the same name or role keeps it; `warnings` says which were read.
 * @param log the table of pictures, which is left out
 */
export async function signalsOfOneClock(
  place: Place,
  log: string,
  clock: PictureTicks,
  warnings: Warning[]
): Promise<SourceSignal[]> {
  const signals: SourceSignal[] = []
  const read: string[] = []
  for (const name of tablesOf(place.files).filter((file) => file !== log)) {
    const table = await readCsvTable(join(place.path, name)).catch((error: unknown) => {
      if (error instanceof InputError) return null
      throw error
    })
    const found = table ? signalsOf(table, clock, name, warnings) : []
    if (found.length > 0) read.push(name)
    for (const signal of found) {
      const taken = (what: 'name' | 'role'): boolean => signals.some((other) => other[what] === signal[what])
      signals.push({
        ...signal,
        name: taken('name') ? `${parse(name).name}.${signal.name}` : signal.name,
        ...(taken('role') && { role: 'other', convention: null })
      })
    }
  }
  if (read.length > 0) {
    const message = `${log} holds no steering; the numbers of ${namesInWords(read)}, on the same clock, are read with it.`
    warnings.push({ code: 'tables-joined', message })
  }
  return signals
}

function signalsOf(
  table: Table,
  { first, last, unit }: PictureTicks,
  name: string,
  warnings: Warning[]
): SourceSignal[] {
  const columns = readColumns(table.header).filter((column) => column.name !== '')
  const time = tableTimes(table, columns)
  if (!time || 'unread' in time) return []
  const rows = [...time.ticks.keys()].filter((row) => Number.isFinite(time.ticks[row]))
  rows.sort((a, b) => (time.ticks[a] ?? 0) - (time.ticks[b] ?? 0) || a - b)
  const [from = NaN, to = NaN] = [time.ticks[rows[0] ?? -1], time.ticks[rows.at(-1) ?? -1]]
  if (!(from <= last && to >= first)) return []
  // The difference first: nanoseconds since 1970 have no digits to spare after a multiplication.
  const times = Float64Array.from(rows, (row) => ((time.ticks[row] ?? NaN) - first) * TICKS[unit])
  return columns.flatMap((column): SourceSignal[] => {
    const cells = table.columns[column.index]
    const values = Float64Array.from(rows, (row) => cells?.values[row] ?? NaN)
    if (column === time.column || column.role === 'time' || !values.some(Number.isFinite)) return []
    const said = withCellUnit(column, cells)
    if (column.role === 'steering')
      return [{ ...steeringFacts(said, values, name, warnings), timeBase: 'seconds', times, values }]
    const role = column.role === 'frame' ? 'other' : column.role
    return [{ name: column.name, role, unit: said.unit, convention: null, timeBase: 'seconds', times, values }]
  })
}
