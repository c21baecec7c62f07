import { cellNumber } from './cellNumbers.ts'
import { isWrittenTime } from './cellTimes.ts'
import { JSON_LINES, jsonCells, jsonLinesHeader } from './jsonLines.ts'
import { PICTURE_NAME, PICTURE_SUFFIXES } from '../pictures/pictureSuffix.ts'

/** How a table is written, as its first lines show. */
export interface TableManner {
  /**
   * What parts the cells; ', ' where a plain comma is the decimal mark, ' ' for any run of spaces, ' ,' where spaces stand
   * behind a picture's name and commas behind that, '{' where each line is a JSON object.
   */
  parted: string
  /** The decimal mark of most of its numbers, as far as they show one. */
  decimal: '.' | ',' | null
  /** Lines before the first row of cells, the header not among them. */
  skip: number
  /** Names of the columns; null where no line holds names. */
  header: string[] | null
  /** Cells that most of the first rows have beyond the names of the header, there and under the last name without points. */
  beyond: number
}

/** `0.jpg 5.04` and `0.jpg 5.04,2018-07-01 17:09:44:912`, as SullyChen's `data.txt` has it. */
const BEHIND_NAME = `^[^\\s,]+\\.(?:${PICTURE_SUFFIXES.join('|')}) +`
const COMMAS_BEHIND = new RegExp(`${BEHIND_NAME}[^,\\t]+,`, 'i')
const SPACES_BEHIND = new RegExp(`${BEHIND_NAME}[^,\\t]+$`, 'i')

const COMMENT = /^\s*(?:#|%|\/\/)+/
/** Preferred in this order: a mark that nobody uses within numbers says more than a comma. */
const MARKS = ['\t', ';', '|', ',']
/** The part of the lines in which a mark must come as often. */
const MOST = 0.9
/** The same of lines that begin with a picture's name, of which damaged ones are told as such. */
const MOST_NAMES = 0.8
/** So many lines of JSON show which names there are. */
const FIRST_LINES = 200

/**
 * Takes the first lines of a table for how it is written: Excel's `sep=;`, comments (`#`, `%`, `//`) and titles in front,
 * tabs, semicolons, bars, commas or spaces between the cells, and a header, which may be the last comment.
 */
export function tableManner(text: string): TableManner {
  const lines = text.split(/\r\n|\n|\r/)
  const json = jsonLinesHeader(lines.filter((line) => line.trim() !== '').slice(0, FIRST_LINES))
  if (json) return { parted: JSON_LINES, decimal: '.', skip: 0, header: json, beyond: 0 }
  const stated = /^"?sep=(.)"?\s*$/i.exec(lines[0] ?? '')?.[1]
  let first = stated === undefined ? 0 : 1
  let comment: string | null = null
  for (; first < lines.length; first++) {
    const line = lines[first] ?? ''
    if (COMMENT.test(line)) comment = line
    else if (line.trim() !== '') break
  }
  const body = (from: number): string[] => lines.slice(from).filter((line) => line.trim() !== '' && !/^#/.test(line))
  const parted = stated ?? mark(body(first))
  // Titles stand in front of some tables, one cell each.
  const usual = usualCount(body(first).map((line) => cellsOf(line, parted).length))
  const isTitle = (line: string): boolean => {
    const { length } = cellsOf(line, parted)
    return /^#/.test(line) || (parted === ' ' ? length !== usual : length < 2)
  }
  while (usual > 1 && first < lines.length - 1 && isTitle(lines[first] ?? '')) first++
  const rows = body(first)
  const names = cellsOf(rows[0] ?? '', parted === ', ' ? ',' : parted)
  const commented = namesIn(comment?.replace(COMMENT, '') ?? '', usual)
  // A row may hold words as well, and names hardly a number.
  const inBody = isHeader(names) && !(commented && names.some((name) => Number.isFinite(cellNumber(name))))
  const header = inBody ? names : commented
  const skip = first + (inBody ? 1 : 0)
  const cells = (inBody ? rows.slice(1) : rows).map((line) => cellsOf(line, parted))
  const decimal = decimalMark(cells.flat())
  if (header === null) return { parted, decimal, skip, header, beyond: 0 }
  // R writes no name above the names of its rows.
  if (usual === header.length + 1 && areRowNames(cells.map(([name = '']) => name)))
    return { parted, decimal, skip, header: ['', ...header], beyond: 0 }
  const whole = !cells.some((row) => row.slice(header.length - 1).some(hasPoint))
  const beyond = whole ? Math.max(0, usualCount(cells.map((row) => lastFilled(row) - header.length))) : 0
  return { parted, decimal, skip, header, beyond }
}

/** A number with a point before its fraction. */
export function hasPoint(cell: string): boolean {
  return /^[-+]?\d*\.\d/.test(cell)
}

/** The mark that more cells can only have as a decimal one. */
function decimalMark(cells: readonly string[]): '.' | ',' | null {
  const only = (mark: RegExp): number => cells.filter((cell) => mark.test(cell)).length
  const point = only(/^[-+]?(?:0?\.\d+|\d*\.(?!\d{3}$)\d+)(?:e[-+]?\d+)?$/i)
  const comma = only(/^[-+]?(?:0?,\d+|\d*,(?!\d{3}$)\d+)(?:e[-+]?\d+)?$/i)
  return point === comma ? null : point > comma ? '.' : ','
}

/** As many names as there are columns, in a comment; null where it holds none. */
function namesIn(comment: string, count: number): string[] | null {
  const found = [...MARKS, ' '].map((parted) => cellsOf(comment, parted))
  return found.find((names) => names.length === count && count > 1 && isHeader(names)) ?? null
}

function areRowNames(cells: readonly string[]): boolean {
  return cells.every((cell, i) => /^\d+$/.test(cell) && Number(cell) === Number(cells[0]) + i)
}

/** The cells of a line of a table. */
export function cellsOfLine(line: string, { parted, header }: Pick<TableManner, 'parted' | 'header'>): string[] {
  return parted === JSON_LINES ? jsonCells(line, header ?? []) : cellsOf(line, parted)
}

/** The cells of a line, trimmed and without their quotes. */
function cellsOf(line: string, parted: string): string[] {
  if (parted === ' ,') return cellsOf(line.replace(/^([^\s,]+) +/, '$1,'), ',')
  const cells: string[] = []
  let [start, quoted] = [0, false]
  const text = parted === ' ' ? line.trim().replace(/\s+/g, ' ') : line
  const push = (end: number): unknown =>
    cells.push(
      text
        .slice(start, end)
        .trim()
        .replace(/^"(.*)"$/, '$1')
        .replaceAll('""', '"')
    )
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '"') quoted = !quoted
    else if (!quoted && text.startsWith(parted, i)) {
      push(i)
      start = i + parted.length
      i = start - 1
    }
  }
  push(text.length)
  return cells
}

/** Names, and neither numbers nor times nor pictures. */
function isHeader(cells: readonly string[]): boolean {
  const filled = cells.filter((cell) => cell !== '')
  return (
    filled.length > 0 &&
    !filled.some((cell) => PICTURE_NAME.test(cell) || isWrittenTime(cell)) &&
    !filled.every((cell) => Number.isFinite(cellNumber(cell)))
  )
}

/** The mark between the cells of these lines. */
function mark(lines: readonly string[]): string {
  const some = lines.slice(0, 200)
  const fit = (pattern: RegExp): boolean =>
    some.length > 0 && some.filter((line) => pattern.test(line)).length >= MOST_NAMES * some.length
  if (fit(COMMAS_BEHIND)) return ' ,'
  if (fit(SPACES_BEHIND)) return ' '
  const shares = MARKS.map((parted) => {
    const counts = some.map((line) => cellsOf(line, parted).length)
    const usual = usualCount(counts)
    // Titles may stand in front, and then the header or the first row with its next.
    const start = counts.findIndex((count) => count > 1)
    const below = counts.slice(start)
    const goesOn = start === 0 && below.length === 1 ? true : below[1] === usual
    const share = usual < 2 || start < 0 ? 0 : below.filter((count) => count === usual).length / below.length
    return { parted, start, share, steady: share >= MOST && goesOn }
  })
  const [steady] = shares.filter((found) => found.steady).sort((x, y) => x.start - y.start)
  const best = steady ?? shares.reduce((x, y) => (y.share > x.share ? y : x))
  if (best.share === 0) {
    const counts = some.map((line) => line.trim().split(/\s+/).length)
    const usual = usualCount(counts)
    const below = counts.slice(counts.indexOf(usual))
    return usual > 1 && below.length > 1 && below.every((count) => count === usual) ? ' ' : ','
  }
  return hasDecimalCommas(some.slice(best.start), best.parted) ? ', ' : best.parted
}

/** Commas with a space behind them part cells where the others all stand within numbers: `0,16, 0,3, 0, 12,5`. */
function hasDecimalCommas(lines: readonly string[], parted: string): boolean {
  if (parted !== ',') return false
  const spaced = lines.filter((line) => line.includes(', '))
  if (spaced.length < lines.length - 1 || spaced.length === 0) return false
  const counts = spaced.map((line) => cellsOf(line, ', ').length)
  const [usual, first] = [usualCount(counts), lines[0] ?? '']
  const header = cellsOf(first, ',')
  if (isHeader(header) && header.length !== usual) return false
  const rows = isHeader(header) ? spaced.filter((line) => line !== first) : spaced
  const withComma = rows.flatMap((line) => cellsOf(line, ', ')).filter((cell) => cell.includes(','))
  return (
    usual > 1 &&
    counts.filter((count) => count === usual).length >= MOST * counts.length &&
    withComma.length > 0 &&
    withComma.every((cell) => /^[-+]?\d+,\d+(e[-+]?\d+)?$/i.test(cell))
  )
}

function usualCount(counts: readonly number[]): number {
  const found = new Map<number, number>()
  for (const count of counts) found.set(count, (found.get(count) ?? 0) + 1)
  return [...found].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 0
}

function lastFilled(cells: readonly string[]): number {
  return cells.findLastIndex((cell) => cell !== '') + 1
}
