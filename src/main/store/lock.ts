import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { InputError } from '../../shared/errors.ts'

export interface Lock {
  release(): void
}

/**
 * Makes this process the only one that analyses a drive. The lock is SQLite's own on a small file: the system lets
 * it go when the process ends, however it ends.
 * @throws InputError where another process holds it.
 */
export function lockDrive(dataDir: string, driveId: string): Lock {
  const db = new Sqlite(join(dataDir, 'cache', `${driveId}.lock`), { timeout: 500 })
  try {
    db.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    db.close()
    if (error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY')) {
      throw new InputError('Another Lanegaze is analysing this drive; wait for it to finish, or stop it.')
    }
    throw error
  }
  return { release: () => db.close() }
}
