import { dirname, join, parse } from 'node:path'
import type { Warning } from '../../../shared/recording.ts'
import { readColumns } from '../table/csvColumns.ts'
import { TABLE_NAME, tableHead } from '../table/csvRows.ts'
import { isParquet, parquetNames } from '../table/parquetTable.ts'
import { namesInWords } from '../place/namesInWords.ts'
import { lookAt } from '../place/place.ts'

const LOOKED_AT = 20

/**
 * The table that has a video's name: its `.csv`, whatever that holds, else a `.tsv`, `.txt` or `.parquet` with a column
 * of steering; null where there is none.
 */
export async function tableOfVideo(path: string): Promise<string | null> {
  const stem = parse(path).name.toLowerCase()
  const beside = await lookAt(dirname(path)).catch(() => null)
  const same = tablesAmong(beside?.files ?? []).filter((name) => parse(name).name.toLowerCase() === stem)
  const csv = same.find((name) => /\.csv$/i.test(name))
  if (csv !== undefined) return join(dirname(path), csv)
  for (const name of same) if (await hasSteering(join(dirname(path), name))) return join(dirname(path), name)
  return null
}

/** A warning that names the tables of steering that lie beside a video, have no other's name, and are not read. */
export async function unreadBesideVideo(path: string): Promise<Warning[]> {
  const folder = dirname(path)
  const found = await steeringTables(folder)
  if (found.length === 0) return []
  const message = `${namesInWords(found)} beside ${parse(path).base} ${found.length > 1 ? 'have' : 'has'} a column of steering and ${found.length > 1 ? 'are' : 'is'} not read; choose a table as the signals of the video, or give it its name.`
  return [{ code: 'log-unread', message }]
}

/** What ends as a video does. */
const FILM = /\.(mp4|m4v|mov|mkv|avi|ts|hevc|h264|h265|webm|gif|mcap)$/i

/**
 * The only table of steering beside pictures or a video, whatever its name, where nothing else lies there that it could
 * belong to; null where there is none or more than one.
 * @param folder the folder of the pictures, or of the video
 * @param videos how many videos lie there that the table may belong to: one, or none beside pictures
 */
export async function onlyTableBeside(folder: string, videos: 0 | 1): Promise<string | null> {
  const { files } = await lookAt(folder)
  if (files.filter((name) => FILM.test(name)).length !== videos) return null
  const [only, ...others] = await steeringTables(folder)
  return only !== undefined && others.length === 0 ? join(folder, only) : null
}

/** Tells that a table was taken because it lies there. */
export function tableBeside(table: string, what: string): Warning {
  const message = `${parse(table).base}, the only table of steering beside ${what}, is read as its signals; choose another one if it is not.`
  return { code: 'table-beside', message }
}

/** The names of a folder's tables of steering that have no video's, folder's or other file's name. */
export async function steeringTables(folder: string): Promise<string[]> {
  const { files, folders } = await lookAt(folder)
  const owners = new Set([
    ...files.filter((name) => !TABLE_NAME.test(name)).map((name) => parse(name).name),
    ...folders
  ])
  const found: string[] = []
  for (const name of tablesAmong(files).slice(0, LOOKED_AT))
    if (!owners.has(parse(name).name) && (await hasSteering(join(folder, name)))) found.push(name)
  return found
}

function tablesAmong(files: readonly string[]): string[] {
  return files.filter((name) => TABLE_NAME.test(name) || /\.parquet$/i.test(name)).sort()
}

async function hasSteering(file: string): Promise<boolean> {
  const header = (await isParquet(file)) ? await parquetNames(file) : (await tableHead(file))?.header
  return header ? readColumns(header).some(({ role }) => role === 'steering') : false
}
