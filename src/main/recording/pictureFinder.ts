import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Place } from './format.ts'

/** Finds the picture that a cell of a log names; null where it is not there. */
export type PictureFinder = (cell: string) => string | null

/**
 * Logs name their pictures by paths of the machine that recorded them (`C:\Users\…\IMG\x.jpg`, `/Users/…/IMG/x.jpg`),
 * so only the last parts count: folder and name where they are here, else the name in any folder beside the log.
 */
export async function pictureFinder({ path, files, folders }: Place): Promise<PictureFinder> {
  const byName = new Map<string, string>()
  const byFolder = new Map<string, string>()
  for (const name of files) byName.set(name, join(path, name))
  for (const folder of folders) {
    for (const name of await readdir(join(path, folder)).catch(() => [])) {
      byFolder.set(`${folder}/${name}`, join(path, folder, name))
      if (!byName.has(name)) byName.set(name, join(path, folder, name))
    }
  }
  return (cell) => {
    const [name = '', folder] = lastParts(cell)
    return byFolder.get(`${folder}/${name}`) ?? byName.get(name) ?? null
  }
}

/** Name and folder of a path, whichever system wrote it. */
export function lastParts(cell: string): [name: string, folder: string | undefined] {
  const parts = cell.trim().split(/[\\/]+/)
  return [parts.at(-1) ?? '', parts.at(-2)]
}
