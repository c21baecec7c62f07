import { stat } from 'node:fs/promises'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { basename } from 'node:path'
import { pathToFileURL } from 'node:url'
import { InputError } from '../../../../../shared/errors.ts'
import { type BoundedFile, openBounded } from '../boundedFile.ts'

/** Somebody's SQLite file, open so that nothing is written, neither in it nor beside it. */
export interface ReadOnlyDatabase extends AsyncDisposable {
  /** The columns of a plain table by name; null where there is none of this name. Views and virtual tables are none: they run code. */
  columnsOf(table: string): ReadonlySet<string> | null
  /** Numbers come as bigints. @throws where the file is damaged. */
  prepare(sql: string): StatementSync
  /** The refusal of the file, whose parts do not fit together. */
  damaged(cause?: unknown): InputError
  /** Bytes. */
  size: number
  /** Bytes of the write-ahead log beside it, 0 where there is none: what a program that did not close the file left unwritten. */
  unwritten: number
}

/** The first bytes of every SQLite file (https://www.sqlite.org/fileformat.html#the_database_header). */
export const SQLITE_MAGIC = 'SQLite format 3\0'
const HEADER = 100
const MEND = `write what can be saved of it with 'sqlite3 FILE ".recover" | sqlite3 whole.db3' and open that`

/**
 * Opens an SQLite file as one that nobody changes (`immutable=1`): without that SQLite makes a `-wal` and a `-shm` beside a
 * file that was written with a write-ahead log, even to read it. What such a log still holds is not read.
 * @throws InputError where it cannot be read, or is shorter than it says.
 */
export async function openReadOnly(path: string): Promise<ReadOnlyDatabase> {
  const name = basename(path)
  await using file = await openBounded(path, MEND.replace('FILE', name))
  await refuseCutShort(file, name)
  const unwritten = await stat(`${path}-wal`).then(
    ({ size }) => size,
    () => 0
  )
  const address = pathToFileURL(path)
  address.searchParams.set('immutable', '1')
  const { size, damaged } = file
  try {
    const database = new DatabaseSync(address, { readOnly: true, allowExtension: false, defensive: true })
    try {
      database.exec('PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0')
      return readOnly(database, size, damaged, unwritten)
    } catch (error) {
      database.close()
      throw error
    }
  } catch (error) {
    throw damaged(error)
  }
}

/** The header says how many pages there are, where the version that it was written for is that of the file. */
async function refuseCutShort(file: BoundedFile, name: string): Promise<void> {
  const header = await file.read(0n, BigInt(Math.min(HEADER, file.size)))
  if (header.length < HEADER) throw file.damaged()
  const page = header.readUInt16BE(16) === 1 ? 65536 : header.readUInt16BE(16)
  const pages = header.readUInt32BE(24) === header.readUInt32BE(92) ? header.readUInt32BE(28) : 0
  if (page * pages <= file.size) return
  throw new InputError(
    `${name} was cut short: it says that it has ${page * pages} bytes and has ${file.size}; copy it again from its source, or ${MEND.replace('FILE', name)}.`
  )
}

function readOnly(
  database: DatabaseSync,
  size: number,
  damaged: BoundedFile['damaged'],
  unwritten: number
): ReadOnlyDatabase {
  const prepare = (sql: string): StatementSync => {
    const statement = database.prepare(sql)
    statement.setReadBigInts(true)
    return statement
  }
  const plain = prepare(
    "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ? AND rootpage > 0 AND sql NOT LIKE 'create virtual%'"
  )
  return {
    size,
    damaged,
    unwritten,
    prepare,
    columnsOf(table) {
      if (plain.get(table) === undefined) return null
      // Those that are worked out (hidden 2 and 3) run what the file says.
      const columns = prepare('SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0').all(table)
      return new Set(columns.map(({ name }) => String(name)))
    },
    [Symbol.asyncDispose]: async () => database.close()
  }
}
