import type { Warning } from '../../../shared/recording.ts'
import { lastParts, type PictureFinder } from './pictureFinder.ts'

/** A row of a log whose picture is there. */
export interface PicturedRow<Row> {
  row: Row
  /** Absolute. */
  file: string
}

/**
 * The rows whose pictures are there, each picture once. Rows without a picture are left out, and `warnings` says how
 * many and from which row of the log on: a log may be far longer than the pictures that were copied with it.
 */
export function rowsWithPictures<Row>(
  rows: readonly Row[],
  cellOf: (row: Row) => string,
  pictures: PictureFinder,
  log: string,
  warnings: Warning[]
): PicturedRow<Row>[] {
  const kept: PicturedRow<Row>[] = []
  const seen = new Set<string>()
  const missing: number[] = []
  let repeated = 0
  let doubtful: string[] = []
  rows.forEach((row, i) => {
    const file = pictures.find(cellOf(row))
    if (file === null) missing.push(i)
    else if (seen.has(file)) repeated++
    else {
      seen.add(file)
      if (doubtful.length === 0) doubtful = pictures.doubts(cellOf(row))
      kept.push({ row, file })
    }
  })
  const [first] = missing
  if (first !== undefined && kept.length > 0) {
    const atEnd = first === rows.length - missing.length
    const [name] = lastParts(cellOf(rows[first]!))
    const where = atEnd ? `its last ${missing.length} rows` : `${missing.length} of its ${rows.length} rows`
    warnings.push({
      code: atEnd ? 'log-longer' : 'missing-pictures',
      message: `${log} names pictures that are not there in ${where}, first ${name} in row ${first + 1}; these rows are left out.`,
      ...(atEnd ? { frames: { first: kept.length - 1, last: kept.length - 1 } } : {})
    })
  }
  if (doubtful.length > 0) {
    const message = `${log} names pictures that lie in several folders (${doubtful.join(', ')}); those in ${doubtful[0]} are taken.`
    warnings.push({ code: 'several-folders', message })
  }
  if (repeated > 0) {
    const message = `${repeated} rows of ${log} name a picture that an earlier row has; they are left out.`
    warnings.push({ code: 'repeated-rows', message })
  }
  return kept
}
