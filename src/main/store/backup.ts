import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { InputError, sentence } from '../../shared/errors.ts'
import { checkedCopy } from './checkedCopy.ts'
import { renameDurably, syncFile } from './durable.ts'
import { generations, HOUR, latestName, olderName, superfluous } from './generations.ts'
import { setAside } from './setAside.ts'
import type { Database } from './sqlite.ts'

const unfinishedName = /^library\.backup.*\.unfinished$/

/** When a file was last written to, its write-ahead log included; null where it is not there. */
function changedAt(file: string): number | null {
  if (!statSync(file, { throwIfNoEntry: false })) return null
  return Math.max(...[file, `${file}-wal`].map((part) => statSync(part, { throwIfNoEntry: false })?.mtimeMs ?? 0))
}

/** Copies that a process did not come to the end of; those of an hour ago are nobody's any more. */
function removeUnfinished(dataDir: string): void {
  for (const name of readdirSync(dataDir).filter((each) => unfinishedName.test(each))) {
    const facts = statSync(join(dataDir, name), { throwIfNoEntry: false })
    if (facts && Math.abs(Date.now() - facts.mtimeMs) > HOUR) rmSync(join(dataDir, name), { force: true })
  }
}

/** Keeps what lies where a new backup is to be: as an older generation, or set aside where it cannot be restored. */
function makeWay(dataDir: string, file: string): void {
  const facts = statSync(file, { throwIfNoEntry: false })
  if (!facts || facts.size === 0) return
  try {
    checkedCopy(file, Infinity)
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    setAside(dataDir, [file])
    return
  }
  renameDurably(file, join(dataDir, olderName(facts.mtimeMs)))
}

/**
 * Writes a whole copy of an open database. It is checked, and on the disk, before it has its name; what had this name
 * becomes an older generation.
 * @throws InputError where no sound copy can be made; the copies that are there stay as they are
 */
export function backUp(db: Database, dataDir: string, name: string): void {
  const to = join(dataDir, name)
  const unfinished = `${to}.${process.pid}.unfinished`
  try {
    rmSync(unfinished, { force: true })
    db.prepare('VACUUM INTO ?').run(unfinished)
    // SQLite itself does not wait for the disk here.
    syncFile(unfinished)
    checkedCopy(unfinished, Infinity)
    makeWay(dataDir, to)
    renameDurably(unfinished, to)
  } catch (error) {
    discard(unfinished)
    throw new InputError(
      `No backup of the library could be made (${sentence(error).replace(/\.$/, '')}); earlier ones are as they were: '${dataDir}'.`,
      { cause: error }
    )
  }
}

/** What cannot be removed now is removed with others that were not finished. */
function discard(unfinished: string): void {
  try {
    rmSync(unfinished, { force: true })
  } catch {
    return
  }
}

/** Name of the copy made before leaving schema `version`. */
export function migrationBackup(version: number): string {
  return `library.backup-before-version-${version + 1}.sqlite`
}

/** Copies further apart than this are worth their time. */
const BACKUP_EVERY_MS = 10 * 60 * 1000

/** True where there is something that a person would miss. */
export function holdsWork(db: Database): boolean {
  return db.prepare('SELECT 1 FROM drives UNION ALL SELECT 1 FROM models LIMIT 1').get() !== undefined
}

/**
 * Keeps a copy of a library that somebody worked in, some minutes old at most, and older generations of it.
 * @throws InputError, see backUp
 */
export function backUpWork(db: Database, dataDir: string, now = Date.now()): void {
  const at = changedAt(join(dataDir, latestName)) ?? 0
  const isAhead = at > now
  if (!isAhead && now - at <= BACKUP_EVERY_MS) return
  // A library whose file is gone is open still, and all there is of it.
  const isNew = isAhead || (changedAt(db.name) ?? now) > at
  if (!isNew || !holdsWork(db)) return
  backUp(db, dataDir, latestName)
  removeUnfinished(dataDir)
  const kept = generations(dataDir).filter(({ kind }) => kind === 'backup')
  const tooMany = superfluous(
    kept.map((each) => each.at),
    Date.now()
  )
  for (const { at: made, name, file } of kept) {
    if (name !== latestName && tooMany.has(made)) rmSync(file, { force: true })
  }
}
