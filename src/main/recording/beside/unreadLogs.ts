import type { Dirent } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { basename, dirname, join, relative, sep } from 'node:path'
import type { Warning } from '../../../shared/recording.ts'
import { cellNumber } from '../table/cellNumbers.ts'
import { tableHead } from '../table/csvRows.ts'
import { namesInWords } from '../place/namesInWords.ts'
import { PICTURE_NAME, PICTURE_SUFFIXES } from '../pictures/pictureSuffix.ts'
import { readHead } from '../place/place.ts'
import { headText, isText } from '../table/tableText.ts'
import { steeringTables } from './videoTables.ts'

/** What logs and labels are called; what they are is told by their content where it is text. */
const LOG_NAME = /\.(csv|tsv|txt|log|jsonl?|catalog)$/i
/** Tables that are not text. */
const SHEET_NAME = /\.(xlsx?|ods|parquet|feather)$/i
/** What is called a table and is no text is a damaged one. */
const CSV_NAME = /\.[ct]sv$/i
const FILES = 20
const FOLDERS = 60
const DEPTH = 3

/**
 * A warning that names the tables and labels that belong to a folder of pictures and are not read: those that lie in
 * it, those around it that name its pictures, those right above it with a steering column, and all in the folder `root`
 * that was opened for it.
 * @param files its pictures, absolute
 * @param used the table that is read, absolute
 */
export async function unreadLogs(
  folder: string,
  root: string,
  files: readonly string[],
  used: string | undefined
): Promise<Warning[]> {
  let names: ReadonlySet<string> | undefined
  const namesPicture = (text: string): boolean => {
    const found = text.match(PICTURE)
    if (!found) return false
    names ??= new Set(files.map((file) => basename(file)))
    return found.some((name) => names?.has(name))
  }
  const unread = new Set<string>()
  const look = async (place: string, isLog: (file: string) => Promise<boolean>): Promise<string[]> => {
    const entries = await entriesOf(place)
    const logs = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name)
    const named = logs.filter((name) => LOG_NAME.test(name) || SHEET_NAME.test(name)).sort()
    for (const name of named.slice(0, FILES)) {
      const file = join(place, name)
      if (file !== used && !unread.has(file) && (await isLog(file))) unread.add(file)
    }
    return entries.flatMap((entry) => (entry.isDirectory() ? [join(place, entry.name)] : [])).sort()
  }
  const anyLog = (file: string): Promise<boolean> => holdsLog(file, namesPicture)
  const ourLog = async (file: string): Promise<boolean> => namesPicture((await textOf(file)) ?? '')

  await look(folder, anyLog)
  if (root !== folder && folder.startsWith(root + sep)) {
    let level = [root]
    for (let depth = 0, looked = 0; depth <= DEPTH && looked < FOLDERS; depth++) {
      const below: string[] = []
      for (const place of level.slice(0, FOLDERS - looked)) below.push(...(await look(place, anyLog)))
      looked += level.length
      level = below
    }
  }
  const above = dirname(folder)
  // Cameras in folders of their own have their log above them, which need not name their pictures.
  const shared = (await steeringTables(above).catch(() => [])).map((name) => join(above, name))
  const beside = await look(above, async (file) => shared.includes(file) || (await ourLog(file)))
  await look(dirname(above), ourLog)
  for (const place of beside.slice(0, FILES))
    if (place !== folder && (await holdsNoDrive(place))) await look(place, ourLog)
  if (unread.size === 0) return []
  const base = root !== folder && folder.startsWith(root + sep) ? root : folder
  const shown = namesInWords(Array.from(unread, (file) => relative(base, file)))
  const where = [...unread].every((file) => dirname(file) === dirname(above)) ? 'two folders above' : 'beside'
  const message = `${shown} ${where} the pictures of ${basename(folder)} ${unread.size > 1 ? 'are' : 'is'} not read; a table that Lanegaze reads has a header line with a column of steering and one of times, frame numbers or names of pictures.`
  return [{ code: 'log-unread', message }]
}

const PICTURE = new RegExp(`[^\\s"',;|/\\\\:]+\\.(?:${PICTURE_SUFFIXES.join('|')})\\b`, 'gi')

/** True for a sheet, a table of numbers or a damaged one, JSON of records, and any text that names one of the pictures. */
async function holdsLog(file: string, namesPicture: (text: string) => boolean): Promise<boolean> {
  if (SHEET_NAME.test(file)) return true
  const text = await textOf(file)
  if (text === null) return CSV_NAME.test(file)
  if (namesPicture(text) || /^\s*\[\s*\{|^\s*\{.*\}\s*\n\s*\{/.test(text)) return true
  if (/^\s*[{[<]/.test(text)) return false
  const head = await tableHead(file)
  const rows = head?.rows.filter((cells) => cells.length > 1) ?? []
  const numbered = rows.filter((cells) => cells.some((cell) => Number.isFinite(cellNumber(cell))))
  return rows.length > 1 && numbered.length > 0.8 * rows.length
}

/** A folder of labels alone: what lies with other pictures, or above them, belongs to those. */
async function holdsNoDrive(place: string): Promise<boolean> {
  const entries = await entriesOf(place)
  return !entries.some((entry) => entry.isDirectory() || PICTURE_NAME.test(entry.name))
}

async function textOf(file: string): Promise<string | null> {
  const head = await readHead(file, 16 * 1024).catch(() => new Uint8Array(0))
  return head.length > 0 && isText(head) ? headText(head) : null
}

async function entriesOf(place: string): Promise<Dirent[]> {
  const entries = await readdir(place, { withFileTypes: true }).catch(() => [])
  return entries.filter(({ name }) => !name.startsWith('.'))
}
