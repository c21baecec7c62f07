import { join } from 'node:path'
import { targetColumn } from '../signals/targetPoint.ts'
import { readColumns, type Column } from '../table/csvColumns.ts'
import { cellNumber } from '../table/cellNumbers.ts'
import { readRows, tableHead, tablesOf, type TableHead } from '../table/csvRows.ts'
import type { Place } from '../format.ts'
import { PICTURE_NAME } from '../pictures/pictureSuffix.ts'

/** A table whose rows name pictures; columns count from 0. */
export interface PictureTable {
  /** Its file name. */
  log: string
  head: TableHead
  header: string[]
  columns: Column[]
  /** The columns that name pictures: one, or one a camera. */
  pictures: number[]
  /** Other tables of the folder that name pictures beside their steering. */
  others: string[]
}

/**
 * The first table of a folder, by name, that has a header and names pictures in its rows beside their steering; the first
 * with their times alone where none has steering.
 */
export async function findPictureTable({ path, files }: Place): Promise<PictureTable | null> {
  const found: Omit<PictureTable, 'others'>[] = []
  for (const log of tablesOf(files)) {
    const head = await tableHead(join(path, log))
    if (!head?.header || head.header.some((cell) => Number.isFinite(cellNumber(cell)))) continue
    const header = head.header
    const pictures = [...header.keys()].filter((i) => head.rows.some((cells) => PICTURE_NAME.test(cells[i] ?? '')))
    const columns = readColumns(header).filter(({ index, name }) => name !== '' && !pictures.includes(index))
    if (
      pictures.length > 0 &&
      (columns.some(({ role }) => role === 'steering' || role === 'time') || targetColumn(columns))
    )
      found.push({ log, head, header, columns, pictures })
  }
  const steered = found.filter(
    ({ columns }) => columns.some(({ role }) => role === 'steering') || targetColumn(columns) !== null
  )
  const taken = steered[0] ?? found[0]
  return taken ? { ...taken, others: steered.slice(1).map(({ log }) => log) } : null
}

const CAMERA = /^(camera|cam)([ _-]?(id|name|nr|no))?$/i
/** ROS calls the camera so, and others the frame's number. */
const FRAME_ID = /^frame[ _]?id$/i

/** The rows of one camera of a table. */
export interface CameraRows {
  rows: string[][]
  /** The column that names the pictures of these rows. */
  picture: number
  /** All cameras, in order of appearance; none where there is but one, without a name. */
  cameras: string[]
  chosen: string | null
  /** The column that says which camera took a picture; null where none does. */
  cameraColumn: number | null
}

/**
 * The rows of the camera that was asked for, else of the one in the middle, else of the first. Null where there is no
 * such camera: `cameras` are those that there are.
 */
export async function cameraRows(
  place: Place,
  { log, head, header, pictures }: PictureTable,
  asked: string | undefined
): Promise<CameraRows | { missing: string; cameras: string[] }> {
  const all: string[][] = []
  for await (const cells of readRows(join(place.path, log), head))
    if (pictures.some((i) => PICTURE_NAME.test(cells[i] ?? ''))) all.push(cells)
  const column = pictures.length > 1 ? null : cameraColumn(header, all)
  const cameras =
    pictures.length > 1
      ? pictures.map((i) => header[i] ?? '')
      : column === null
        ? []
        : [...new Set(all.map((cells) => cells[column] ?? ''))].filter((name) => name !== '')
  const usual = cameras.find((name) => /cent(er|re)|middle/i.test(name)) ?? cameras.find((name) => /front/i.test(name))
  const chosen = asked ?? usual ?? cameras[0] ?? null
  if (chosen !== null && !cameras.includes(chosen)) return { missing: chosen, cameras }
  const picture = pictures.length > 1 ? pictures[cameras.indexOf(chosen ?? '')] : pictures[0]
  const rows = column === null ? all : all.filter((cells) => cells[column] === chosen)
  return { rows, picture: picture ?? 0, cameras, chosen, cameraColumn: column }
}

/** A column names cameras only if its values come again and again; one that counts names each row. */
function cameraColumn(header: readonly string[], rows: readonly string[][]): number | null {
  const found = header.findIndex((name, i) => {
    const title = name.trim()
    if (!CAMERA.test(title) && !FRAME_ID.test(title)) return false
    const values = new Set(rows.map((cells) => cells[i] ?? ''))
    const counts = [...values].every((value) => value === '' || Number.isFinite(cellNumber(value)))
    // A frame counts from 0 for each camera, and so comes as often as there are cameras.
    return counts || FRAME_ID.test(title) ? values.size ** 2 <= rows.length : 2 * values.size <= rows.length
  })
  return found < 0 ? null : found
}
