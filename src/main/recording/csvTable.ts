import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { parse } from 'csv-parse'
import { InputError } from '../../shared/errors.ts'
import { fileSentence } from './fileSentence.ts'

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
  try {
    const delimiter = await delimiterOf(file)
    const rows = createReadStream(file).pipe(
      parse({ delimiter, bom: true, trim: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: true })
    )
    let header: string[] | null = null
    let columns: number[][] = []
    for await (const row of rows as AsyncIterable<string[]>) {
      if (!header) {
        if (row.every((cell) => cell === '' || Number.isFinite(toNumber(cell, delimiter)))) {
          throw new InputError(`${name} has no header line; add one that names its columns, such as "time,steering".`)
        }
        header = row
        columns = header.map(() => [])
      } else columns.forEach((column, i) => column.push(toNumber(row[i] ?? '', delimiter)))
    }
    if (!header) throw new InputError(`${name} is empty; choose a table with a header line and rows.`)
    if (!columns[0]?.length) throw new InputError(`${name} has a header line but no rows; choose a table with rows.`)
    return { header, columns: columns.map((column) => Float64Array.from(column)) }
  } catch (error) {
    if (error instanceof InputError) throw error
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code.startsWith('CSV_')) {
      throw new InputError(`${name} is not a table that can be read as CSV; save it with commas and a header line.`, {
        cause: error
      })
    }
    throw new InputError(fileSentence(error, file), { cause: error })
  }
}

/** NaN for anything but a plain number. Tables with semicolons may have decimal commas. */
function toNumber(cell: string, delimiter: string): number {
  const plain = delimiter === ';' ? cell.replace(',', '.') : cell
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain) ? Number(plain) : NaN
}

async function delimiterOf(file: string): Promise<string> {
  const handle = await open(file)
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(4096), 0, 4096, 0)
    const [line = ''] = buffer.toString('utf8', 0, bytesRead).split(/\r?\n/)
    const count = (mark: string): number => line.split(mark).length
    return [',', ';', '\t'].reduce((best, mark) => (count(mark) > count(best) ? mark : best))
  } finally {
    await handle.close()
  }
}
