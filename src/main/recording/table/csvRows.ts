import { basename } from 'node:path'
import { pipeline, Readable } from 'node:stream'
import { parse } from 'csv-parse'
import { InputError } from '../../../shared/errors.ts'
import { fileSentence } from '../place/fileSentence.ts'
import { readHead } from '../place/place.ts'
import { JSON_LINES, jsonCells } from './jsonLines.ts'
import { cellsOfLine, hasPoint, tableManner, type TableManner } from './tableManner.ts'
import { headText, isText, textPieces } from './tableText.ts'

/** Tolerant of what loggers write: spaces, stray quotes, rows of other lengths, empty lines, comments. */
const MANNERS = {
  trim: true,
  // Files are put together from parts whose lines end in other ways.
  record_delimiter: ['\r\n', '\n', '\r'],
  relax_column_count: true,
  relax_quotes: true,
  skip_empty_lines: true,
  comment: '#',
  comment_no_infix: true
}
/** Bytes that show how a table is written, and rows of them that are looked at. */
const LOOKED_AT = 64 * 1024
const FIRST_ROWS = 200

/** Files that may be tables, by their names. */
export const TABLE_NAME = /\.(csv|tsv|txt|jsonl|ndjson)$/i

/** Tables of a folder that are looked at. */
const TABLES = 20

/** The names of a folder's tables, in an order that does not change from disk to disk. */
export function tablesOf(files: readonly string[]): string[] {
  return files
    .filter((file) => TABLE_NAME.test(file))
    .sort()
    .slice(0, TABLES)
}

/** The beginning of a table. */
export interface TableHead extends TableManner {
  /** The first rows, without the header. */
  rows: string[][]
}

/** How a table is written, and its first rows; null where the file cannot be read or is no text. */
export async function tableHead(file: string): Promise<TableHead | null> {
  const head = await readHead(file, LOOKED_AT).catch(() => new Uint8Array(0))
  if (head.length === 0 || !isText(head)) return null
  const text = headText(head)
  const manner = tableManner(text)
  const lines = text.split(/\r\n|\n|\r/).slice(manner.skip)
  const rows = lines.filter((line) => line.trim() !== '' && !line.startsWith('#')).slice(0, FIRST_ROWS)
  return { ...manner, rows: rows.map((line) => cellsOfLine(line, manner)) }
}

/**
 * How a table is written that is to be read as one.
 * @throws InputError where the file cannot be read, is empty, is no text or one piece of JSON, or where commas stand both
 * between its cells and within its numbers.
 */
export async function openTable(file: string): Promise<TableManner> {
  const name = basename(file)
  const head = await readHead(file, LOOKED_AT).catch((error: unknown) => {
    throw new InputError(fileSentence(error, file), { cause: error })
  })
  if (!isText(head)) throw new InputError(`${name} is not text; choose a table of signals (CSV) with a header line.`)
  const text = headText(head)
  const manner = tableManner(text)
  if (manner.parted !== JSON_LINES && /^\s*(\{|\[\s*[[{"\d-])/.test(text))
    throw new InputError(
      `${name} is JSON, which is not read as a table of signals; save it as CSV with a header line, such as "time,steering", or with one object in each line.`
    )
  if (manner.beyond > 0 && manner.parted === ',' && manner.header) throw tornNumbers('Most rows', name)
  return manner
}

function tornNumbers(which: string, name: string): InputError {
  return new InputError(
    `${which} of ${name} have more cells than its header has names; if its numbers have decimal commas, save it with semicolons between the cells.`
  )
}

/**
 * The rows of a table below its header, cells as text.
 * @throws InputError where it cannot be read or is no table; behind the last row also where it turned out that commas
 * stand within its numbers as well as between them.
 */
export async function* readRows(file: string, { parted, skip, header }: TableManner): AsyncGenerator<string[], void> {
  try {
    if (parted === JSON_LINES) {
      for await (const piece of textPieces(file))
        for (const line of piece.split(/\r\n|\n|\r/)) if (line.trim() !== '') yield jsonCells(line, header ?? [])
      return
    }
    const delimiter = parted === ' ' ? '\t' : parted === ' ,' ? ',' : parted
    const below = withoutLines(textPieces(file), skip)
    const pieces = parted === ' ' ? tabbed(below) : parted === ' ,' ? behindNames(below) : below
    const rows = parse({ delimiter, ...MANNERS })
    // An error of the file ends the rows, which throw it here.
    pipeline(Readable.from(pieces), rows, () => undefined)
    let [torn, pointed] = [0, false]
    for await (const row of rows as AsyncIterable<string[]>) {
      if (header && row.findLastIndex((cell) => cell !== '') >= header.length) torn++
      pointed ||= row.slice((header?.length ?? 1) - 1).some(hasPoint)
      yield row
    }
    // The first rows of a car that stands have no fractions.
    if (torn > 1 && !pointed && parted === ',') throw tornNumbers(`${torn} rows`, basename(file))
  } catch (error) {
    if (error instanceof InputError) throw error
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    const sentence = code.startsWith('CSV_')
      ? `${basename(file)} is not a table that can be read as CSV; save it with commas and a header line.`
      : fileSentence(error, file)
    throw new InputError(sentence, { cause: error })
  }
}

/** What stands below the first so many lines. */
async function* withoutLines(pieces: AsyncIterable<string>, count: number): AsyncGenerator<string, void> {
  let left = count
  for await (const piece of pieces) {
    let at = 0
    for (const line of left > 0 ? piece.matchAll(/\r\n|\n|\r/g) : []) {
      at = line.index + line[0].length
      if (--left === 0) break
    }
    if (left === 0) yield piece.slice(at)
  }
}

/** Runs of spaces are one tab. */
async function* tabbed(pieces: AsyncIterable<string>): AsyncGenerator<string, void> {
  for await (const piece of pieces) yield piece.replace(/^[ \t]+|[ \t]+$/gm, '').replace(/[ \t]+/g, '\t')
}

/** The spaces behind the name that a line begins with are a comma. */
async function* behindNames(pieces: AsyncIterable<string>): AsyncGenerator<string, void> {
  for await (const piece of pieces) yield piece.replace(/^([^\s,]+) +/gm, '$1,')
}
