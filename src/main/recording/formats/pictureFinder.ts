import type { Dirent } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Place } from '../format.ts'

/** Finds the picture that a cell of a log names. */
export interface PictureFinder {
  /** Its absolute path; null where it is not there. */
  find(cell: string): string | null
  /** The folders below the log in which it may lie as well as in the one that is taken, that one first; else none. */
  doubts(cell: string): string[]
}

/** How far below the log its pictures may lie, and how many folders are looked into. */
const DEPTH = 3
const FOLDERS = 2000

/**
 * Logs name their pictures by paths of the machine that recorded them (`C:\Users\…\IMG\x.jpg`, `/Users/…/IMG/x.jpg`),
 * so only the last parts count: of the files below the log that have the name, the one whose folders agree the most,
 * and of several the nearest. Capitals count where they can: not every system minds them. An accent may be a letter's
 * own or one behind it, as macOS writes them.
 */
export async function pictureFinder({ path }: Pick<Place, 'path'>): Promise<PictureFinder> {
  const found = new Map<string, string[]>()
  const add = (parts: string[], name: string): void => {
    const file = [...parts, name].join('/')
    const key = name.normalize().toLowerCase()
    const same = found.get(key)
    if (same) same.push(file)
    else found.set(key, [file])
  }
  let level: string[][] = [[]]
  let looked = 0
  for (let depth = 0; depth <= DEPTH && level.length > 0; depth++) {
    const below: string[][] = []
    for (const parts of level) {
      if (looked++ >= FOLDERS) break
      const folder = join(path, ...parts)
      for (const entry of await entriesOf(folder)) {
        if (entry.name.startsWith('.')) continue
        if (await isFolder(entry, folder)) below.push([...parts, entry.name])
        else add(parts, entry.name)
      }
    }
    level = below
  }
  const best = (cell: string): string[] => {
    const asked = lastParts(cell.normalize())
    const same = found.get((asked[0] ?? '').toLowerCase()) ?? []
    const agreed = same.map((file) => agreement(asked, lastParts(file.normalize())))
    const most = Math.max(0, ...agreed)
    return same.filter((_, i) => agreed[i] === most)
  }
  return {
    find: (cell) => {
      const [file] = best(cell)
      return file === undefined ? null : join(path, ...file.split('/'))
    },
    doubts: (cell) => {
      const files = best(cell)
      return files.length > 1 ? files.map((file) => dirname(file)) : []
    }
  }
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1))
}

async function isFolder(entry: Dirent, folder: string): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isDirectory()
  const facts = await stat(join(folder, entry.name)).catch(() => null)
  return facts?.isDirectory() ?? false
}

/** How many of the last parts are the same, and a little less where capitals differ. */
function agreement(asked: readonly string[], there: readonly string[]): number {
  let agreed = 0
  for (const [i, part] of asked.entries()) {
    const other = there[i]
    if (other === undefined || other.toLowerCase() !== part.toLowerCase()) break
    agreed += other === part ? 1 : 0.99
  }
  return agreed
}

/** The parts of a path, its name first, whichever system wrote it. */
export function lastParts(cell: string): string[] {
  return cell
    .trim()
    .split(/[\\/]+/)
    .filter((part) => part !== '' && part !== '.')
    .reverse()
}
