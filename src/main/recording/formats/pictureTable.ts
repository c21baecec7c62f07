import { join } from 'node:path'
import { targetColumn } from '../signals/targetPoint.ts'
import { readColumns, type Column } from '../table/csvColumns.ts'
import { cellNumber } from '../table/cellNumbers.ts'
import { readRows, tableHead, tablesOf, type TableHead } from '../table/csvRows.ts'
import type { Place } from '../format.ts'
import { PICTURE_NAME } from '../pictures/pictureSuffix.ts'
import { pictureFinder } from './pictureFinder.ts'
import { namelessColumns } from './namelessColumns.ts'

/** A table whose rows name pictures; columns count from 0. */
export interface PictureTable {
  /** Its file name. */
  log: string
  head: TableHead
  /** Names of its columns; made up where it has no header line. */
  header: string[]
  columns: Column[]
  /** The columns that name pictures: one, or one a camera. */
  pictures: number[]
  /** False where its numbers are times and what else there may be. */
  hasSteering: boolean
  /** Other tables of the folder that name pictures beside their steering. */
  others: string[]
}

/**
 * The first table of a folder, by name, that names pictures in its rows beside their steering; the first with their times
 * alone where none has steering. Without a header line, numbers beside the pictures are enough.
 */
export async function findPictureTable({ path, files }: Place): Promise<PictureTable | null> {
  const found: Omit<PictureTable, 'others' | 'hasSteering'>[] = []
  for (const log of tablesOf(files)) {
    const head = await tableHead(join(path, log))
    const header = head?.header ?? (head && namelessColumns(head.rows))
    if (!head || !header || header.some((cell) => Number.isFinite(cellNumber(cell)))) continue
    const pictures = [...header.keys()].filter((i) => head.rows.some((cells) => PICTURE_NAME.test(cells[i] ?? '')))
    // A list of names without a header may belong to pictures anywhere.
    if (!head.header && !(await holdsOne({ path }, head.rows, pictures))) continue
    const columns = readColumns(header).filter(({ index, name }) => name !== '' && !pictures.includes(index))
    if (
      pictures.length > 0 &&
      (!head.header || columns.some(({ role }) => role === 'steering' || role === 'time') || targetColumn(columns))
    )
      found.push({ log, head, header, columns, pictures })
  }
  const steered = found.filter(
    ({ head, columns }) =>
      !head.header || columns.some(({ role }) => role === 'steering') || targetColumn(columns) !== null
  )
  const taken = steered[0] ?? found[0]
  const others = steered.slice(1).map(({ log }) => log)
  return taken ? { ...taken, hasSteering: steered.length > 0, others } : null
}

/** True where one of the pictures that the rows name lies below the folder. */
async function holdsOne(place: Pick<Place, 'path'>, rows: readonly string[][], columns: number[]): Promise<boolean> {
  const cells = rows.flatMap((row) => columns.map((index) => row[index] ?? ''))
  if (cells.length === 0) return false
  const pictures = await pictureFinder(place)
  return cells.some((cell) => pictures.find(cell) !== null)
}

const CAMERA = /^(camera|cam)([ _-]?(id|name|nr|no))?$/i
/** ROS calls the camera so, and others the frame's number. */
const FRAME_ID = /^frame[ _]?id$/i

/** The rows of one camera of a table. */
export interface CameraRows {
  rows: string[][]
  /** The cell that names the picture of a row. */
  pictureOf: (cells: readonly string[]) => string
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
  const places = picturePlaces(head, header, pictures)
  const column = places.length > 1 ? null : cameraColumn(header, all)
  const cameras =
    places.length > 1
      ? places.map(({ name }) => name)
      : column === null
        ? []
        : [...new Set(all.map((cells) => cells[column] ?? ''))].filter((name) => name !== '')
  const usual = cameras.find((name) => /cent(er|re)|middle/i.test(name)) ?? cameras.find((name) => /front/i.test(name))
  const chosen = asked ?? usual ?? cameras[0] ?? null
  if (chosen !== null && !cameras.includes(chosen)) return { missing: chosen, cameras }
  const { index = 0, part = null } = places[places.length > 1 ? cameras.indexOf(chosen ?? '') : 0] ?? {}
  const rows = column === null ? all : all.filter((cells) => cells[column] === chosen)
  const pictureOf = (cells: readonly string[]): string =>
    (part === null ? cells[index] : cells[index]?.split(';')[part]) ?? ''
  return { rows, pictureOf, cameras, chosen, cameraColumn: column }
}

/** Where a row names the pictures of one camera: a column, or one of several names in a cell, as AirSim writes them. */
interface PicturePlace {
  name: string
  index: number
  part: number | null
}

function picturePlaces({ rows, parted }: TableHead, header: readonly string[], pictures: number[]): PicturePlace[] {
  return pictures.flatMap((index): PicturePlace[] => {
    const name = header[index] ?? ''
    const cell = rows.find((cells) => PICTURE_NAME.test(cells[index] ?? ''))?.[index] ?? ''
    const parts = parted === ';' ? [cell] : cell.split(';')
    if (parts.length < 2) return [{ name, index, part: null }]
    return parts.flatMap((found, part) =>
      PICTURE_NAME.test(found) ? [{ name: `${name} ${part + 1}`, index, part }] : []
    )
  })
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
