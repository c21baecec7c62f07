import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import Sqlite from 'better-sqlite3'
import type { LibraryGeneration, LibraryHolds } from '../../shared/api.ts'
import { InputError, sentence } from '../../shared/errors.ts'
import { generations, type Generation } from './generations.ts'
import { libraryMigrations } from './librarySchema.ts'
import { quickCheck, schemaVersionOf } from './sqlite.ts'

/** A copy of the library that was found to be whole. */
export interface CheckedCopy {
  /** The file as it was checked. */
  bytes: Buffer
  holds: LibraryHolds
}

/** Where a file says how it is written and read: 2 with a write-ahead log, 1 without. */
const JOURNAL_MODE = [18, 19] as const

/**
 * Reads a copy of the library and checks it as a whole. Nothing that lies beside it is read or written: a log there
 * may be that of another file.
 * @param newestVersion of the schema that is taken
 * @throws InputError with what is wrong with it
 */
export function checkedCopy(file: string, newestVersion = libraryMigrations.length): CheckedCopy {
  const name = basename(file)
  let bytes: Buffer
  try {
    bytes = readFileSync(file)
  } catch (error) {
    throw new InputError(`'${name}' cannot be read (${sentence(error)}).`, { cause: error })
  }
  if (bytes.length === 0) throw new InputError(`'${name}' is empty.`)
  for (const at of JOURNAL_MODE) if (bytes[at] === 2) bytes[at] = 1
  const db = new Sqlite(bytes)
  try {
    const verdict = quickCheck(db)
    if (verdict !== 'ok') throw new InputError(`'${name}' is damaged (${verdict}).`)
    const version = schemaVersionOf(db)
    if (version === 0) throw new InputError(`'${name}' holds no library.`)
    if (version > newestVersion) throw new InputError(`'${name}' was written by a newer Lanegaze; update Lanegaze.`)
    return { bytes, holds: held(db) }
  } catch (error) {
    if (error instanceof InputError) throw error
    throw new InputError(`'${name}' is damaged (${sentence(error)}).`, { cause: error })
  } finally {
    db.close()
  }
}

function held(db: Sqlite.Database): LibraryHolds {
  const count = (rows: string): number => db.prepare<[], number>(`SELECT count(*) FROM ${rows}`).pluck().get() ?? 0
  return {
    drives: count('drives'),
    runs: count('runs'),
    verdicts: count("judgements WHERE verdict <> 'open'"),
    notes: count("judgements WHERE note <> ''")
  }
}

/** What a copy holds, or what is wrong with it. */
function describeGeneration({ name, at, kind, file }: Generation): LibraryGeneration {
  try {
    return { name, at, kind, holds: checkedCopy(file).holds, trouble: null }
  } catch (error) {
    if (error instanceof InputError) return { name, at, kind, holds: null, trouble: sentence(error) }
    throw error
  }
}

/** The copies of the library in a data folder with what they hold, newest first. */
export function describeGenerations(dataDir: string): LibraryGeneration[] {
  return generations(dataDir).map(describeGeneration)
}
