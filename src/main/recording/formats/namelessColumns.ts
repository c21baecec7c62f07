import { cellNumber } from '../table/cellNumbers.ts'
import { isWrittenTime } from '../table/cellTimes.ts'
import { PICTURE_NAME } from '../pictures/pictureSuffix.ts'

/** This part of the rows holds what makes a column one of pictures, times or numbers. */
const MOST = 0.8
/** More columns than that have no table of pictures without a header. */
const COLUMNS = 40

/**
 * Names for the columns of a table without a header line whose rows name pictures: `picture`, `time` for times that are
 * written out, `steering` for the only column of numbers, else `column 2` by their places. Null where it names no pictures,
 * or no number stands beside them. SullyChen's `data.txt` is such a table.
 */
export function namelessColumns(rows: readonly (readonly string[])[]): string[] | null {
  const width = Math.min(COLUMNS, Math.max(0, ...rows.map(({ length }) => length)))
  const holds = (index: number, what: (cell: string) => boolean): boolean =>
    rows.length > 0 && rows.filter((cells) => what(cells[index] ?? '')).length >= MOST * rows.length
  const kinds = Array.from({ length: width }, (_, index) =>
    holds(index, (cell) => PICTURE_NAME.test(cell))
      ? 'picture'
      : holds(index, isWrittenTime)
        ? 'time'
        : holds(index, (cell) => Number.isFinite(cellNumber(cell)))
          ? 'number'
          : ''
  )
  const numbers = kinds.filter((kind) => kind === 'number').length
  if (!kinds.includes('picture') || numbers === 0) return null
  const severalPictures = kinds.indexOf('picture') !== kinds.lastIndexOf('picture')
  return kinds.map((kind, index) => {
    if (kind === 'number') return numbers === 1 ? 'steering' : `column ${index + 1}`
    if (kind === 'picture' && severalPictures) return `picture ${index + 1}`
    return kind === 'time' && kinds.indexOf('time') !== index ? `time ${index + 1}` : kind
  })
}

/** The sentence that tells what was made of a table without a header line. */
export function namelessInWords(log: string, header: readonly string[]): string {
  const numbers = header.filter((name) => name.startsWith('column '))
  return numbers.length === 0
    ? `${log} has no header line; its column of numbers is taken as the steering.`
    : `${log} has no header line; its numbers are called ${numbers.join(', ')} by their places: choose the one that is the steering.`
}
