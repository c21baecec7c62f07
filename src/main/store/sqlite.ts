import Sqlite from 'better-sqlite3'

export type Database = Sqlite.Database

/**
 * Opens (or makes) an SQLite file with this project's settings. `precious` files reach the disk with every commit;
 * `rebuildable` ones may lose their last commits when the power fails, and are never torn.
 */
export function openDatabase(file: string, worth: 'precious' | 'rebuildable'): Database {
  const db = new Sqlite(file, { timeout: 10_000 })
  try {
    db.pragma('page_size = 16384') // only takes effect before the first table
    db.pragma('journal_mode = WAL')
    db.pragma(`synchronous = ${worth === 'precious' ? 'FULL' : 'NORMAL'}`)
    db.pragma(`journal_size_limit = ${64 * 1024 * 1024}`)
    db.pragma('foreign_keys = ON')
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** True where SQLite says that the file itself is broken or is not a database at all. */
export function isDamage(error: unknown): boolean {
  return error instanceof Sqlite.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(error.code)
}

/** True where the disk is full or gone. */
export function isDiskTrouble(error: unknown): boolean {
  return error instanceof Sqlite.SqliteError && /^SQLITE_(FULL|IOERR|READONLY)/.test(error.code)
}

/** True where a file, or what lies beside it, may not be written to. */
export function isReadOnly(error: unknown): boolean {
  return error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_READONLY')
}

/** True where the system does not give what lies in the file. */
export function isUnreadable(error: unknown): boolean {
  return error instanceof Sqlite.SqliteError && /^SQLITE_(IOERR|CANTOPEN|PERM)/.test(error.code)
}

/** 'ok', or the first thing that is wrong with the structure of an open file. */
export function quickCheck(db: Database): string {
  return String(db.pragma('quick_check(1)', { simple: true })).replace(/^\*\*\*.*\n/, '')
}

/** The version of the schema that an open file has; 0 for a new file. */
export function schemaVersionOf(db: Database): number {
  return Number(db.pragma('user_version', { simple: true }))
}
