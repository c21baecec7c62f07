import { basename } from 'node:path'
import { InputError } from '../../shared/errors.ts'
import { cellNumber, delimiterOf, readCsvRows } from './csvRows.ts'
import { fileSentence } from './fileSentence.ts'
import { readHead } from './place.ts'

/** A table of numbers: one array a column, all of the same length, NaN where a cell holds no number. */
export interface Table {
  header: string[]
  columns: Float64Array[]
}

/**
 * Reads a CSV file with a header line; commas, semicolons or tabs, with or without a byte-order mark.
 * @throws InputError where it cannot be read, is empty or has no header.
 */
export async function readCsvTable(file: string): Promise<Table> {
  const name = basename(file)
  const head = await readHead(file, 4096).catch((error: unknown) => {
    throw new InputError(fileSentence(error, file), { cause: error })
  })
  // Tables with semicolons may have decimal commas.
  const decimalComma = delimiterOf(head) === ';'
  const toNumber = (cell: string): number => cellNumber(decimalComma ? cell.replace(',', '.') : cell)
  let header: string[] | null = null
  let columns: number[][] = []
  for await (const row of readCsvRows(file)) {
    if (!header) {
      if (row.every((cell) => cell === '' || Number.isFinite(toNumber(cell)))) {
        throw new InputError(`${name} has no header line; add one that names its columns, such as "time,steering".`)
      }
      header = row
      columns = header.map(() => [])
    } else columns.forEach((column, i) => column.push(toNumber(row[i] ?? '')))
  }
  if (!header) throw new InputError(`${name} is empty; choose a table with a header line and rows.`)
  if (!columns[0]?.length) throw new InputError(`${name} has a header line but no rows; choose a table with rows.`)
  return { header, columns: columns.map((column) => Float64Array.from(column)) }
}
