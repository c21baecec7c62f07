import { rmSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { InputError } from '../../shared/errors.ts'
import { isDamage } from './sqlite.ts'

export interface Lock {
  release(): void
}

const alone = 'BEGIN EXCLUSIVE'
/** A transaction that has read holds off whoever wants to be alone. */
const shared = 'BEGIN; SELECT count(*) FROM sqlite_schema'

/**
 * A lock is SQLite's own on a small file: the system lets it go when the process ends, however it ends.
 * @param wait milliseconds
 * @throws InputError with the sentence `refusal` where other processes hold it
 */
function lock(file: string, how: typeof alone | typeof shared, wait: number, refusal: string): Lock {
  const db = new Sqlite(file, { timeout: wait })
  try {
    db.exec(how)
  } catch (error) {
    db.close()
    if (error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY')) {
      throw new InputError(refusal, { cause: error })
    }
    if (!isDamage(error)) throw error
    // The file holds nothing, and nobody can have locked it as it is.
    rmSync(file)
    return lock(file, how, wait, refusal)
  }
  return { release: () => db.close() }
}

/**
 * Makes this process the only one that analyses a drive.
 * @throws InputError where another process holds it.
 */
export function lockDrive(dataDir: string, driveId: string, wait = 500): Lock {
  const refusal = 'Another Lanegaze is analysing this drive; wait for it to finish, or stop it.'
  return lock(join(dataDir, 'cache', `${driveId}.lock`), alone, wait, refusal)
}

/** Held by whoever has the library open, so that its file is not exchanged meanwhile. @throws InputError */
export function shareLibrary(dataDir: string): Lock {
  const refusal = 'Another Lanegaze is restoring the library; try again when it is done.'
  return lock(join(dataDir, 'library.lock'), shared, 10_000, refusal)
}

/** Held while the file of the library is exchanged. @throws InputError where any process has the library open */
export function takeLibrary(dataDir: string): Lock {
  const refusal = 'Another Lanegaze has this library open; close it first.'
  return lock(join(dataDir, 'library.lock'), alone, 500, refusal)
}
