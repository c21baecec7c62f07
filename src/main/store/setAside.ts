import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { renameDurably } from './durable.ts'
import { timeForName } from './generations.ts'

/** A name for what is set aside at this time that no file has yet. */
function freshPrefix(dataDir: string, now: number): string {
  for (let at = now; ; at += 1000) {
    const prefix = `library.set-aside-${timeForName(at)}`
    if (!existsSync(join(dataDir, `${prefix}.sqlite`))) return prefix
  }
}

/**
 * Gives files of the library other names, under which nothing is ever deleted: `library.sqlite-wal` becomes
 * `library.set-aside-2026-11-29T11-30-05Z.sqlite-wal`.
 * @param files in the order in which they are renamed; those that are not there are passed over
 * @returns the new names
 */
export function setAside(dataDir: string, files: readonly string[], now = Date.now()): string[] {
  const prefix = freshPrefix(dataDir, now)
  return files
    .filter((file) => existsSync(file))
    .map((file) => {
      const name = basename(file).replace(/^library/, prefix)
      renameDurably(file, join(dataDir, name))
      return name
    })
}
