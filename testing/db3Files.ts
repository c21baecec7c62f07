import { writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import Sqlite from 'better-sqlite3'

/** What a bag's messages are of. */
export interface Db3Topic {
  topic: string
  /** Such as `sensor_msgs/msg/Image`. */
  type: string
  /** Of releases from Iron on; a file of an earlier one says nothing. */
  definition?: string
}

/** Writes a file of a ROS 2 bag as rosbag2_storage_sqlite3 does. */
export interface Db3Writer {
  /** The number of a topic, for its messages. */
  connect(topic: Db3Topic): number
  /** @param time nanoseconds */
  add(connection: number, time: bigint, data: Uint8Array): void
  close(): void
}

const TABLES = `
CREATE TABLE topics(id INTEGER PRIMARY KEY, name TEXT NOT NULL, type TEXT NOT NULL, serialization_format TEXT NOT NULL,
  offered_qos_profiles TEXT NOT NULL);
CREATE TABLE messages(id INTEGER PRIMARY KEY, topic_id INTEGER NOT NULL, timestamp INTEGER NOT NULL, data BLOB NOT NULL);
CREATE INDEX timestamp_idx ON messages (timestamp ASC);`
const DEFINITIONS = `CREATE TABLE message_definitions(id INTEGER PRIMARY KEY, topic_type TEXT NOT NULL, encoding TEXT NOT NULL,
  encoded_message_definition TEXT NOT NULL, type_description_hash TEXT NOT NULL)`

/** @param journal as rosbag2's presets have it: `wal` is the usual one */
export function startDb3(path: string, journal: 'wal' | 'delete' = 'wal'): Db3Writer {
  const database = new Sqlite(path)
  database.pragma(`journal_mode = ${journal}`)
  database.pragma('synchronous = OFF')
  database.exec(TABLES)
  let topics = 0
  const insert = database.prepare('INSERT INTO messages (topic_id, timestamp, data) VALUES (?, ?, ?)')
  const AT_ONCE = 200
  let waiting: [number, bigint, Uint8Array][] = []
  const flush = database.transaction(() => waiting.forEach((row) => insert.run(...row)))
  return {
    connect({ topic, type, definition }) {
      topics++
      database.prepare("INSERT INTO topics VALUES (?, ?, ?, 'cdr', '')").run(topics, topic, type)
      if (definition !== undefined) {
        if (!database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'message_definitions'").get())
          database.exec(DEFINITIONS)
        database
          .prepare("INSERT INTO message_definitions VALUES (?, ?, 'ros2msg', ?, '')")
          .run(topics, type, definition)
      }
      return topics
    },
    add(connection, time, data) {
      waiting.push([connection, time, data])
      if (waiting.length < AT_ONCE) return
      flush()
      waiting = []
    },
    close() {
      flush()
      database.close()
    }
  }
}

/** Writes the `metadata.yaml` of a bag in a folder, as far as it is read. */
export function writeBagMetadata(folder: string, files: readonly string[]): void {
  const list = files.map((file) => `    - ${basename(file)}\n`).join('')
  const rest = '  duration:\n    nanoseconds: 1000000000\n  compression_format: ""\n  compression_mode: ""\n'
  const text = `rosbag2_bagfile_information:\n  version: 5\n  storage_identifier: sqlite3\n  relative_file_paths:\n${list}${rest}`
  writeFileSync(join(folder, 'metadata.yaml'), text)
}
