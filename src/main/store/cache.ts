import { randomUUID } from 'node:crypto'
import { existsSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { InputError, isExpected, sentence } from '../../shared/errors.ts'
import type { Warning } from '../../shared/recording.ts'
import { cacheMigrations } from './cacheSchema.ts'
import { DamagedCache, damageIn } from './damagedCache.ts'
import { ensureDataDir } from './dataDir.ts'
import { frameTables, frameWriter, type FrameRow, type FrameTables } from './frameTables.ts'
import {
  detectedLaneTables,
  evidenceWriter,
  keyedLaneTables,
  type DetectedLaneTables,
  type EvidenceRow,
  type ModelLaneTables,
  type RecordedLaneTables
} from './laneTables.ts'
import { migrate } from './migrate.ts'
import { resultTables, resultWriter, type ResultRow, type ResultTables } from './resultTables.ts'
import { scoreTable, type ScoreTable } from './scoreTable.ts'
import { swapTables, type SwapTables } from './swapTables.ts'
import { openDatabase, schemaVersionOf, type Database } from './sqlite.ts'

/** Rows of neighbouring frames that belong together: all are written, or none. Parts may start at different frames. */
export interface Batch {
  frames: readonly FrameRow[]
  evidence: { version: number; rows: readonly EvidenceRow[] }
  results: { runId: string; rows: readonly ResultRow[] }
}

/** `cache/<drive>.sqlite`: what can be computed again. Deleting it costs time only. */
export interface Cache
  extends FrameTables, DetectedLaneTables, ModelLaneTables, RecordedLaneTables, ResultTables, ScoreTable, SwapTables {
  /** Writes a batch in one transaction. Every part must go on right where the rows that are there end. */
  writeBatch(batch: Batch): void
  /** Set when a damaged cache was found here and put aside, or where this one stands in for one. */
  warnings(): Warning[]
  /**
   * A word that changes with whatever is written to it, by any process; another opening, or another file, has another
   * word. Asking for it takes microseconds. What is read after it is as new as it, or newer.
   */
  version(): string
  /** Moves what the write-ahead log holds into the file. */
  checkpoint(): void
  close(): void
}

export function cacheFile(dataDir: string, driveId: string): string {
  return join(dataDir, 'cache', `${driveId}.sqlite`)
}

/** The first picture of a drive, a file of its own: a library of a thousand drives shows it without opening their caches. */
export function thumbnailFile(dataDir: string, driveId: string): string {
  return join(dataDir, 'cache', `${driveId}.jpg`)
}

/** A word that changes with whatever is written to a drive's cache, by any process; of its files alone. */
export function cacheStamp(dataDir: string, driveId: string): string {
  const file = cacheFile(dataDir, driveId)
  const stamps = [file, `${file}-wal`].map((path) => {
    const facts = statSync(path, { bigint: true, throwIfNoEntry: false })
    // A write-ahead log comes and goes with those who read.
    return facts && facts.size > 0n ? `${facts.mtimeNs}/${facts.size}` : 'none'
  })
  return stamps.join(' ')
}

/** A number that another file in its place has not; null where there is none. */
export function cacheIdentity(dataDir: string, driveId: string): bigint | null {
  return statSync(cacheFile(dataDir, driveId), { bigint: true, throwIfNoEntry: false })?.ino ?? null
}

/** Deletes a drive's cache; it must not be open. */
export function removeCache(dataDir: string, driveId: string): void {
  rmSync(thumbnailFile(dataDir, driveId), { force: true })
  for (const ending of ['', '-wal', '-shm', '-journal', '.damaged']) {
    rmSync(`${cacheFile(dataDir, driveId)}${ending}`, { force: true, recursive: true })
  }
}

function requireNext(what: string, done: number, rows: readonly { frame: number }[]): void {
  rows.forEach(({ frame }, i) => {
    if (frame !== done + i) throw new Error(`${what} of frame ${frame} written where ${done + i} is the next`)
  })
}

/** What stands in a cache that was begun in the place of a damaged one. */
function noteDamage(db: Database, why: string): void {
  db.prepare("INSERT OR REPLACE INTO facts (name, value) VALUES ('rebuilt', ?)").run(why)
}

function open(file: string): Database {
  const facts = statSync(file, { throwIfNoEntry: false })
  if (facts && !facts.isFile()) throw new DamagedCache('it is no file')
  const db = openDatabase(file, 'rebuildable')
  try {
    // Nothing is left of it to put aside.
    const isEmptied = facts?.size === 0 && schemaVersionOf(db) === 0
    migrate(db, cacheMigrations)
    if (isEmptied) noteDamage(db, 'it was empty')
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/**
 * Puts a damaged cache aside (the newest one is kept for a look at it) and begins an empty one that carries a
 * warning. It must not be open.
 */
export function setAsideCache(dataDir: string, driveId: string, why: string): void {
  const file = cacheFile(dataDir, driveId)
  rmSync(`${file}.damaged`, { force: true, recursive: true })
  if (existsSync(file)) renameSync(file, `${file}.damaged`)
  for (const ending of ['-wal', '-shm', '-journal']) rmSync(`${file}${ending}`, { force: true, recursive: true })
  const db = open(file)
  noteDamage(db, why)
  db.close()
}

/**
 * Opens the cache of a drive; makes it where there is none.
 * @throws DamagedCache; InputError for one that cannot be opened for another reason, or a folder that cannot be used.
 */
export function openSoundCache(dataDir: string, driveId: string): Cache {
  ensureDataDir(dataDir)
  const file = cacheFile(dataDir, driveId)
  try {
    return cacheIn(open(file))
  } catch (error) {
    if (isExpected(error)) throw error
    throw (
      damageIn(error) ??
      new InputError(`The cache of a drive cannot be opened (${sentence(error)}): '${file}'.`, { cause: error })
    )
  }
}

/** The same; a damaged one is put aside and begun anew. */
export function openCache(dataDir: string, driveId: string): Cache {
  try {
    return openSoundCache(dataDir, driveId)
  } catch (error) {
    if (!(error instanceof DamagedCache)) throw error
    setAsideCache(dataDir, driveId, error.message)
    return openSoundCache(dataDir, driveId)
  }
}

/** An empty cache in memory, which stands in for one that cannot be used; its warning says why. */
export function standInCache(why: string): Cache {
  const db = openDatabase(':memory:', 'rebuildable')
  migrate(db, cacheMigrations)
  return { ...cacheIn(db), warnings: () => [{ code: 'cache-unusable', message: why }] }
}

function cacheIn(db: Database): Cache {
  const tables = {
    ...frameTables(db),
    ...detectedLaneTables(db),
    ...keyedLaneTables(db),
    ...resultTables(db),
    ...scoreTable(db),
    ...swapTables(db)
  }
  const [writeFrames, writeEvidence, writeResults] = [frameWriter(db), evidenceWriter(db), resultWriter(db)]
  const rebuilt = db.prepare<[], { value: string }>("SELECT value FROM facts WHERE name = 'rebuilt'")
  const opening = randomUUID()
  const byOthers = db.prepare<[], number>('PRAGMA data_version').pluck()
  const byThisOne = db.prepare<[], number>('SELECT total_changes()').pluck()

  const writeBatch = db.transaction(({ frames, evidence, results }: Batch) => {
    requireNext('the picture', tables.framesDone(), frames)
    requireNext('lane evidence', tables.evidenceDone(evidence.version), evidence.rows)
    requireNext('the result', tables.resultsDone(results.runId), results.rows)
    writeFrames(frames)
    writeEvidence(evidence.version, evidence.rows)
    writeResults(results.runId, results.rows)
  })

  return {
    ...tables,
    writeBatch: (batch) => writeBatch.immediate(batch),
    warnings: () =>
      rebuilt.all().map(({ value }) => ({
        code: 'cache-rebuilt',
        message: `The results of this drive were damaged (${value}) and have been put aside; analyse it again.`
      })),
    version: () => `${opening} ${byOthers.get()} ${byThisOne.get()}`,
    checkpoint() {
      db.pragma('wal_checkpoint(TRUNCATE)')
    },
    close: () => db.close()
  }
}
