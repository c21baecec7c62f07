import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { parse } from 'csv-parse'
import { InputError } from '../../shared/errors.ts'
import { fileSentence } from './fileSentence.ts'
import { looksLikeText, readHead } from './place.ts'

/** Tolerant of what loggers write: spaces, stray quotes, rows of other lengths, empty lines, a byte-order mark. */
const MANNERS = {
  bom: true,
  trim: true,
  relax_column_count: true,
  relax_quotes: true,
  skip_empty_lines: true
}

/**
 * The rows of a CSV file, cells as text; commas, semicolons or tabs, whatever its first line has most of.
 * @throws InputError where it cannot be read or is no table.
 */
export async function* readCsvRows(file: string): AsyncGenerator<string[], void> {
  try {
    const delimiter = delimiterOf(await readHead(file, 4096))
    const rows = createReadStream(file).pipe(parse({ delimiter, ...MANNERS }))
    yield* rows as AsyncIterable<string[]>
  } catch (error) {
    if (error instanceof InputError) throw error
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    const sentence = code.startsWith('CSV_')
      ? `${basename(file)} is not a table that can be read as CSV; save it with commas and a header line.`
      : fileSentence(error, file)
    throw new InputError(sentence, { cause: error })
  }
}

/** The character that parts the cells of a table, by its first line. */
export function delimiterOf(head: Uint8Array): string {
  const [line = ''] = Buffer.from(head).toString('utf8').split(/\r?\n/)
  const count = (mark: string): number => line.split(mark).length
  return [',', ';', '\t'].reduce((best, mark) => (count(mark) > count(best) ? mark : best))
}

/** NaN for anything but a plain number. */
export function cellNumber(cell: string): number {
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(cell) ? Number(cell) : NaN
}

/** The first few rows of a table, from its first bytes; none where it cannot be read or is no text. */
export async function firstRows(file: string): Promise<string[][]> {
  const head = await readHead(file).catch(() => new Uint8Array(0))
  if (!looksLikeText(head)) return []
  const [first = '', ...lines] = Buffer.from(head)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/, 6)
  const delimiter = delimiterOf(Buffer.from(first))
  return [first, ...lines].map((line) => line.split(delimiter).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1')))
}
