import { readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from './sqlite.ts'

const backupName = /^library\.backup.*\.sqlite$/

/** Writes a whole copy of an open database; the copy is there entirely or not at all. */
export function backUp(db: Database, to: string): void {
  const unfinished = `${to}.${process.pid}.unfinished`
  rmSync(unfinished, { force: true })
  db.prepare('VACUUM INTO ?').run(unfinished)
  renameSync(unfinished, to)
}

/** Where the copy made before leaving schema `version` lies. */
export function migrationBackup(dataDir: string, version: number): string {
  return join(dataDir, `library.backup-before-version-${version + 1}.sqlite`)
}

/** Copies further apart than this are worth their time. */
const BACKUP_EVERY_MS = 10 * 60 * 1000

/** When a file was last written to, its write-ahead log included; 0 where it is not there. */
function changedAt(file: string): number {
  const times = [file, `${file}-wal`].map((part) => statSync(part, { throwIfNoEntry: false })?.mtimeMs ?? 0)
  return Math.max(...times)
}

/** Keeps one copy of a library that somebody worked in, some minutes old at most when it is closed. */
export function backUpWork(db: Database, dataDir: string): void {
  const file = join(dataDir, 'library.backup.sqlite')
  const at = changedAt(file)
  const holdsWork = db.prepare('SELECT 1 FROM drives UNION ALL SELECT 1 FROM models LIMIT 1').get() !== undefined
  if (holdsWork && changedAt(db.name) > at && Date.now() - at > BACKUP_EVERY_MS) backUp(db, file)
}

/** The newest copy of the library; null where there is none. */
export function latestBackup(dataDir: string): string | null {
  const files = readdirSync(dataDir)
    .filter((name) => backupName.test(name))
    .map((name) => join(dataDir, name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)
  return files[0] ?? null
}
