import { basename } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { zstdDecompressSync } from 'node:zlib'
import { InputError } from '../../../../../shared/errors.ts'
import type { Warning } from '../../../../../shared/recording.ts'
import { LARGEST } from '../boundedFile.ts'
import type { LogChannel, MessageLog } from '../messageLog.ts'
import { MessagePlaces } from '../messagePlaces.ts'
import { definedTypes, type Definitions } from './definedTypes.ts'
import { openReadOnly, type ReadOnlyDatabase, SQLITE_MAGIC } from './readOnlyDatabase.ts'

/** True for the first bytes of an SQLite file, which those of ROS 2 bags are. */
export function isDb3(head: Uint8Array): boolean {
  return Buffer.from(head).toString('latin1', 0, SQLITE_MAGIC.length) === SQLITE_MAGIC
}

/**
 * Opens a file of a ROS 2 bag in SQLite. Nothing is written, neither in it nor beside it. Its rows are looked at once for
 * how many messages each topic has; what they hold is read when it is asked for.
 * @throws InputError where it cannot be read, was cut short, or holds no topics and messages.
 */
export async function openDb3(path: string): Promise<MessageLog> {
  const name = basename(path)
  const database = await openReadOnly(path)
  try {
    refuseOthers(database, name)
    refuseWithoutRows(database, name)
    return await db3Log(database, name)
  } catch (error) {
    await database[Symbol.asyncDispose]()
    throw error instanceof InputError ? error : database.damaged(error)
  }
}

/** The tables of all versions (rosbag2_storage_sqlite3, sqlite_storage.cpp). */
const TABLES = {
  topics: ['id', 'name', 'type', 'serialization_format'],
  messages: ['topic_id', 'timestamp', 'data']
}

function refuseOthers(database: ReadOnlyDatabase, name: string): void {
  for (const [table, columns] of Object.entries(TABLES)) {
    const found = database.columnsOf(table)
    if (found && columns.every((column) => found.has(column))) continue
    throw new InputError(
      database.unwritten > 0
        ? `${name} was not closed: what was recorded is still in ${name}-wal; run 'sqlite3 ${name} "PRAGMA wal_checkpoint"' on a copy of both files and open that.`
        : `${name} is an SQLite database without the topics and messages of a ROS 2 bag; open the bag that was recorded.`
    )
  }
}

/** SQLite's number of a row is what messages are found by. */
function refuseWithoutRows(database: ReadOnlyDatabase, name: string): void {
  const told = database.prepare("SELECT wr FROM pragma_table_list('messages') WHERE schema = 'main'").get()
  if (told?.['wr'] !== 1n) return
  throw new InputError(
    `The messages of ${name} lie in a table without row numbers (WITHOUT ROWID), which no recorder of ROS writes; write it anew with 'ros2 bag convert' and open that.`
  )
}

async function db3Log(database: ReadOnlyDatabase, name: string): Promise<MessageLog> {
  const refused = (error: unknown): unknown => (error instanceof InputError ? error : database.damaged(error))
  const places = await placesIn(database)
  const counts = places.counts()
  const definitions = definedTypes(database)
  const channels = topicsOf(database).map(({ id, topic, type, encoding }): LogChannel => {
    const reader = () => (encoding === 'cdr' ? definitions.reader(type) : null)
    return { id, topic, type, encoding, metadata: new Map(), messages: counts.get(id) ?? 0, reader }
  })

  return {
    channels,
    warnings: [...notClosed(database, name), ...unknownTypes(channels, definitions, name)],
    logTimes: async (ids) => places.logTimes(ids),
    async *messages(ids, from = 0) {
      try {
        // A length is looked at without what it is the length of; none is longer than the file.
        const row = database.prepare(
          "SELECT data FROM messages WHERE rowid = ? AND typeof(data) = 'blob' AND length(data) <= ?"
        )
        for (const { channelId, time, place } of places.inOrder(ids, from)) {
          const found = row.get(place, Math.min(LARGEST, database.size))
          // A row without bytes is a message that cannot be read, and keeps its place.
          const data = found?.['data'] instanceof Uint8Array ? found['data'] : new Uint8Array()
          yield { channelId, logTime: time, publishTime: time, data: unpacked(data) }
          await breath()
        }
      } catch (error) {
        throw refused(error)
      }
    },
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]()
  }
}

/** Topics with a name, a type and an encoding. */
function topicsOf(database: ReadOnlyDatabase): { id: number; topic: string; type: string; encoding: string }[] {
  const rows = database.prepare('SELECT id, name, type, serialization_format AS encoding FROM topics ORDER BY id').all()
  return rows.flatMap(({ id, name, type, encoding }) =>
    typeof id === 'bigint' && typeof name === 'string' && typeof type === 'string' && typeof encoding === 'string'
      ? [{ id: Number(id), topic: name, type, encoding }]
      : []
  )
}

/** A row takes at least its length, its number, and a byte for each of four columns. */
const LEAST_ROW = 6
/** Rows that are read in one go. */
const AT_ONCE = 2000

/** Rows without a time are none of a recorder's. @throws where there are more of them than the file has room for. */
async function placesIn(database: ReadOnlyDatabase): Promise<MessagePlaces> {
  const places = new MessagePlaces()
  const some = database.prepare(
    `SELECT topic_id, timestamp, rowid FROM messages WHERE rowid > ? ORDER BY rowid LIMIT ${AT_ONCE}`
  )
  some.setReturnArrays(true)
  let last = -(2n ** 63n)
  for (let count = 0; ; count += AT_ONCE) {
    // Pages that lead to each other would be read for ever.
    if (count > database.size / LEAST_ROW + AT_ONCE) throw database.damaged()
    const rows: unknown[] = some.all(last)
    for (const row of rows) {
      const [id, timestamp, place] = Array.isArray(row) ? (row as unknown[]) : []
      if (typeof place === 'bigint' && place > last) last = place
      if (typeof id === 'bigint' && typeof timestamp === 'bigint')
        places.add({ channelId: Number(id), time: timestamp, place: Number(place) })
    }
    if (rows.length < AT_ONCE) return places
    await breath()
  }
}

/** Milliseconds for which nothing else is answered: SQLite reads without waiting for others. */
const HURRY = 15
let since = performance.now()

/** Lets others have their turn where it is time. */
async function breath(): Promise<void> {
  if (performance.now() - since < HURRY) return
  await setImmediate()
  since = performance.now()
}

/** The first bytes of a Zstandard frame (RFC 8878, 3.1.1), which no message in CDR begins with. */
const ZSTD = 0xfd2fb528

/** A message that was packed by itself (`--compression-mode message`); others as they are, and so is what cannot be unpacked. */
function unpacked(data: Uint8Array): Uint8Array {
  if (data.length < 4 || new DataView(data.buffer, data.byteOffset).getUint32(0, true) !== ZSTD) return data
  try {
    return zstdDecompressSync(data, { maxOutputLength: LARGEST })
  } catch {
    return data
  }
}

function notClosed({ unwritten }: ReadOnlyDatabase, name: string): Warning[] {
  if (unwritten === 0) return []
  const message = `${name} was not closed: its last messages are still in ${name}-wal and are not read; run 'sqlite3 ${name} "PRAGMA wal_checkpoint"' on a copy of both files for them.`
  return [{ code: 'recording-not-closed', message }]
}

function unknownTypes(channels: readonly LogChannel[], definitions: Definitions, name: string): Warning[] {
  const unknown = channels.filter(
    ({ messages, encoding, type }) => messages > 0 && encoding === 'cdr' && !definitions.has(type)
  )
  if (unknown.length === 0) return []
  const topics = unknown.slice(0, 4).map(({ topic, type }) => `${topic} (${type})`)
  const more = unknown.length > 4 ? ` and ${unknown.length - 4} more` : ''
  const message = `${name} does not say how the messages of ${topics.join(', ')}${more} are laid out; they are not read. 'ros2 bag convert' to MCAP, where their packages are installed, writes it with them.`
  return [{ code: 'topics-not-read', message }]
}
