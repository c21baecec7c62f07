import type { FoundColumn } from './columnSignals.ts'
import { cellNumber, readCsvRows } from './csvRows.ts'
import { lastParts } from './pictureFinder.ts'

/** The simulator's cameras, in the order of its columns. */
export const CAMERAS = ['center', 'left', 'right'] as const
export type Camera = (typeof CAMERAS)[number]

/** Its numbers, in the order of its columns behind the pictures. */
export const COLUMNS: readonly FoundColumn[] = [
  { name: 'steering', role: 'steering', unit: 'normalised' },
  { name: 'throttle', role: 'throttle', unit: 'normalised' },
  { name: 'brake', role: 'brake', unit: 'normalised' },
  { name: 'speed', role: 'speed', unit: 'mph' }
]

/** One row of `driving_log.csv`. */
export interface UdacityRow {
  /** As the recording machine wrote them, in the order of CAMERAS. */
  pictures: string[]
  /** In the order of COLUMNS. */
  numbers: number[]
}

const PICTURE = /^.*\.(jpe?g|png)$/i

/** A row's parts; null for a header and for rows that name no picture. */
export function udacityRow(cells: readonly string[]): UdacityRow | null {
  const pictures = cells.slice(0, CAMERAS.length).map((cell) => cell.trim())
  if (cells.length < 4 || !pictures.some((cell) => PICTURE.test(cell))) return null
  return { pictures, numbers: COLUMNS.map((_, i) => cellNumber((cells[CAMERAS.length + i] ?? '').trim())) }
}

/**
 * True for the beginning of a simulator's log: three pictures and a number a row (rows with one picture may stand
 * first), or a header that names the three cameras.
 */
export function isUdacityLog(lines: readonly string[][]): boolean {
  return lines.some((cells) => {
    const names = cells.slice(0, 3).map((cell) => cell.trim().toLowerCase())
    if (CAMERAS.every((camera, i) => names[i] === camera)) return true
    const row = udacityRow(cells)
    return row !== null && row.pictures.every((cell) => PICTURE.test(cell)) && Number.isFinite(row.numbers[0])
  })
}

/** All rows of a log, and how many lines of it cannot be read. A header counts as neither. */
export async function readUdacityLog(file: string): Promise<{ rows: UdacityRow[]; damaged: number }> {
  const rows: UdacityRow[] = []
  let damaged = 0
  let line = 0
  for await (const cells of readCsvRows(file)) {
    const row = udacityRow(cells)
    if (row) rows.push(row)
    else if (line > 0) damaged++
    line++
  }
  return { rows, damaged }
}

/** Milliseconds from the simulator's name of a picture, `center_2016_12_01_13_30_48_287.jpg`; null for other names. */
export function stampInName(cell: string): number | null {
  const found = /_(\d{4})_(\d\d)_(\d\d)_(\d\d)_(\d\d)_(\d\d)_(\d{1,3})\.\w+$/.exec(lastParts(cell)[0])
  if (!found) return null
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0, ms = 0] = found.slice(1).map(Number)
  return Date.UTC(year, month - 1, day, hour, minute, second, ms)
}
