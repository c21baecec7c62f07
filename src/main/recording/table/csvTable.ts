import { basename } from 'node:path'
import { InputError } from '../../../shared/errors.ts'
import { CellReader, type CellColumn } from './cellColumn.ts'
import { openTable, readRows } from './csvRows.ts'
import { isParquet, readParquetTable } from './parquetTable.ts'

/** A table: one array a column, all of the same length. */
export interface Table {
  /** '' above a column that has no name. */
  header: string[]
  columns: CellColumn[]
}

/**
 * Reads a table with a header line: what tableManner makes of its text, and cellNumbers and cellTimes of its cells.
 * A Parquet table has its names and numbers as they are.
 * @throws InputError where it cannot be read, is empty or has no header.
 */
export async function readCsvTable(file: string): Promise<Table> {
  if (await isParquet(file)) return readParquetTable(file)
  const name = basename(file)
  const manner = await openTable(file)
  const { header } = manner
  const columns = (header ?? []).map(() => new CellReader(manner))
  let rows = 0
  for await (const row of readRows(file, manner)) {
    if (!header)
      throw new InputError(`${name} has no header line; add one that names its columns, such as "time,steering".`)
    columns.forEach((column, i) => column.push(row[i] ?? ''))
    rows++
  }
  if (!header) throw new InputError(`${name} is empty; choose a table with a header line and rows.`)
  if (rows === 0) throw new InputError(`${name} has a header line but no rows; choose a table with rows.`)
  return { header, columns: columns.map((column) => column.finish()) }
}
