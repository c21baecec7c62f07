import { InputError } from '../../../shared/errors.ts'
import { openParquet, PARQUET } from '../parquet/parquetFile.ts'
import { mayBeNumbers, readNumbers } from '../parquet/parquetNumbers.ts'
import { readHead } from '../place/place.ts'
import { readCells, type CellColumn } from './cellColumn.ts'

/** True for a file that begins as Parquet does. */
export async function isParquet(file: string): Promise<boolean> {
  const head = await readHead(file, PARQUET.length).catch(() => new Uint8Array(0))
  return new TextDecoder('latin1').decode(head) === PARQUET
}

/** The names of a Parquet table's columns; null where it cannot be read. */
export async function parquetNames(file: string): Promise<string[] | null> {
  try {
    await using table = await openParquet(file)
    return table.columns.map(({ element }) => element.name)
  } catch (error) {
    if (error instanceof InputError) return null
    throw error
  }
}

/**
 * Reads a Parquet table as one of text is read: a name and a column for every number, for each part of a structure and
 * each place of short lists, for times, and for texts that hold numbers or times.
 * @throws InputError where it cannot be read or has no rows
 */
export async function readParquetTable(file: string): Promise<{ header: string[]; columns: CellColumn[] }> {
  await using table = await openParquet(file)
  if (table.rows === 0) throw new InputError(`${table.name} has no rows; choose a table with rows.`)
  const header: string[] = []
  const columns: CellColumn[] = []
  for (const column of table.columns) {
    if (mayBeNumbers(column)) {
      for (const { name, values, isTime } of await readNumbers(table, column)) {
        const gaps = new Float64Array(isTime ? values.length : 0).fill(NaN)
        header.push(name)
        columns.push({
          values: isTime ? gaps : values,
          unit: '',
          times: isTime ? { micros: values, dated: true } : null
        })
      }
    } else if (column.children.length === 0) {
      const texts = (await table.read(column.element.name)).map((value) => (typeof value === 'string' ? value : ''))
      const cells = readCells(texts, { parted: ';', decimal: '.' })
      if (!cells.times && !cells.values.some(Number.isFinite)) continue
      header.push(column.element.name)
      columns.push(cells)
    }
  }
  return { header, columns }
}
