import { renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { InputError, isExpected, sentence } from '../../shared/errors.ts'
import type { Warning } from '../../shared/recording.ts'
import { cacheMigrations } from './cacheSchema.ts'
import { ensureDataDir } from './dataDir.ts'
import { frameTables, frameWriter, type FrameRow, type FrameTables } from './frameTables.ts'
import {
  detectedLaneTables,
  evidenceWriter,
  modelLaneTables,
  type DetectedLaneTables,
  type EvidenceRow,
  type ModelLaneTables
} from './laneTables.ts'
import { migrate } from './migrate.ts'
import { resultTables, resultWriter, type ResultRow, type ResultTables } from './resultTables.ts'
import { scoreTable, type ScoreTable } from './scoreTable.ts'
import { isDamage, openDatabase, type Database } from './sqlite.ts'

/** Rows of neighbouring frames that belong together: all are written, or none. Parts may start at different frames. */
export interface Batch {
  frames: readonly FrameRow[]
  evidence: { version: number; rows: readonly EvidenceRow[] }
  results: { runId: string; rows: readonly ResultRow[] }
}

/** `cache/<drive>.sqlite`: what can be computed again. Deleting it costs time only. */
export interface Cache extends FrameTables, DetectedLaneTables, ModelLaneTables, ResultTables, ScoreTable {
  /** Writes a batch in one transaction. Every part must go on right where the rows that are there end. */
  writeBatch(batch: Batch): void
  /** Set when a damaged cache was found here and put aside. */
  warnings(): Warning[]
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

/** Deletes a drive's cache; it must not be open. */
export function removeCache(dataDir: string, driveId: string): void {
  rmSync(thumbnailFile(dataDir, driveId), { force: true })
  for (const ending of ['', '-wal', '-shm', '.damaged']) {
    rmSync(`${cacheFile(dataDir, driveId)}${ending}`, { force: true })
  }
}

function requireNext(what: string, done: number, rows: readonly { frame: number }[]): void {
  rows.forEach(({ frame }, i) => {
    if (frame !== done + i) throw new Error(`${what} of frame ${frame} written where ${done + i} is the next`)
  })
}

function open(file: string): Database {
  const db = openDatabase(file, 'rebuildable')
  try {
    migrate(db, cacheMigrations)
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
  renameSync(file, `${file}.damaged`)
  rmSync(`${file}-wal`, { force: true })
  rmSync(`${file}-shm`, { force: true })
  const db = open(file)
  db.prepare("INSERT INTO facts (name, value) VALUES ('rebuilt', ?)").run(why)
  db.close()
}

function openOrRebuild(dataDir: string, driveId: string): Database {
  const file = cacheFile(dataDir, driveId)
  try {
    return open(file)
  } catch (error) {
    if (isExpected(error)) throw error
    if (!isDamage(error)) {
      throw new InputError(`The cache of a drive cannot be opened (${sentence(error)}): '${file}'.`, { cause: error })
    }
    setAsideCache(dataDir, driveId, sentence(error))
    return open(file)
  }
}

/**
 * Opens the cache of a drive; makes it where there is none. A damaged one is put aside and begun anew.
 * @throws InputError for a folder that cannot be used.
 */
export function openCache(dataDir: string, driveId: string): Cache {
  ensureDataDir(dataDir)
  const db = openOrRebuild(dataDir, driveId)
  const tables = {
    ...frameTables(db),
    ...detectedLaneTables(db),
    ...modelLaneTables(db),
    ...resultTables(db),
    ...scoreTable(db)
  }
  const [writeFrames, writeEvidence, writeResults] = [frameWriter(db), evidenceWriter(db), resultWriter(db)]
  const rebuilt = db.prepare<[], { value: string }>("SELECT value FROM facts WHERE name = 'rebuilt'")

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
        message: `The cache of this drive was damaged (${value}); it was put aside, and what it held is computed again.`
      })),
    checkpoint() {
      db.pragma('wal_checkpoint(TRUNCATE)')
    },
    close: () => db.close()
  }
}
