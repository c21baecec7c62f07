import { closeSync, openSync, writeSync } from 'node:fs'
import { bzip2 } from './bzip2.ts'
import { lz4Frame } from './mcapFiles.ts'

/** How the chunks of a bag are packed. */
export type BagCompression = 'none' | 'lz4' | 'bz2'

const PACK: Record<BagCompression, (data: Uint8Array) => Uint8Array> = {
  none: (data) => data,
  lz4: lz4Frame,
  bz2: bzip2
}

/** What a bag's messages are of. */
export interface BagTopic {
  topic: string
  /** Such as `sensor_msgs/Image`. */
  type: string
  definition: string
}

/** Writes a ROS 1 bag (http://wiki.ros.org/Bags/Format/2.0) as rosbag does: chunks with their index, then that of the whole. */
export interface BagWriter {
  /** The number of a topic, for its messages. */
  connect(topic: BagTopic): number
  /** @param time nanoseconds */
  add(connection: number, time: bigint, data: Uint8Array): void
  /** Writes the index; a bag whose recorder crashed has none. */
  end(): void
  close(): void
}

type Fields = Record<string, Buffer>

const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
const u64 = (value: number): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(value))
  return bytes
}
const timeOf = (time: bigint): Buffer =>
  Buffer.concat([u32(Number(time / 1_000_000_000n)), u32(Number(time % 1_000_000_000n))])
const listed = (fields: Fields): Buffer =>
  Buffer.concat(
    Object.entries(fields).map(([name, value]) =>
      Buffer.concat([u32(name.length + 1 + value.length), Buffer.from(`${name}=`), value])
    )
  )
const record = (op: number, fields: Fields, data: Uint8Array): Buffer => {
  const header = listed({ ...fields, op: Buffer.from([op]) })
  return Buffer.concat([u32(header.length), header, u32(data.length), data])
}

/** The record behind the first line: filled up, so that it can be written again when the index is known. */
function bagHeader(place: number, connections: number, chunks: number): Buffer {
  const fields = { index_pos: u64(place), conn_count: u32(connections), chunk_count: u32(chunks) }
  const bare = record(0x03, fields, new Uint8Array())
  return record(0x03, fields, Buffer.alloc(4096 - bare.length, ' '))
}

const MAGIC = '#ROSBAG V2.0\n'

interface Chunk {
  parts: Buffer[]
  length: number
  entries: Map<number, { time: bigint; offset: number }[]>
}

const emptyChunk = (): Chunk => ({ parts: [], length: 0, entries: new Map() })

/** @param chunkSize bytes of a chunk before it is packed */
export function startBag(path: string, compression: BagCompression, chunkSize = 768 * 1024): BagWriter {
  const file = openSync(path, 'w')
  let at = 0
  const write = (bytes: Uint8Array): void => {
    writeSync(file, bytes)
    at += bytes.length
  }
  write(Buffer.from(MAGIC))
  write(bagHeader(0, 0, 0))
  const connections: Buffer[] = []
  const infos: Buffer[] = []
  let chunk = emptyChunk()
  const put = (bytes: Buffer): void => {
    chunk.parts.push(bytes)
    chunk.length += bytes.length
  }
  const flush = (): void => {
    if (chunk.length === 0) return
    const start = at
    const fields = { compression: Buffer.from(compression), size: u32(chunk.length) }
    write(record(0x05, fields, PACK[compression](Buffer.concat(chunk.parts))))
    const counts: Buffer[] = []
    for (const [connection, entries] of chunk.entries) {
      const about = { ver: u32(1), conn: u32(connection), count: u32(entries.length) }
      write(
        record(
          0x04,
          about,
          Buffer.concat(entries.map(({ time, offset }) => Buffer.concat([timeOf(time), u32(offset)])))
        )
      )
      counts.push(u32(connection), u32(entries.length))
    }
    const times = [...chunk.entries.values()].flat().map(({ time }) => time)
    const [first, last] = [times.reduce((a, b) => (a < b ? a : b)), times.reduce((a, b) => (a > b ? a : b))]
    const span = { start_time: timeOf(first), end_time: timeOf(last), count: u32(chunk.entries.size) }
    infos.push(record(0x06, { ver: u32(1), chunk_pos: u64(start), ...span }, Buffer.concat(counts)))
    chunk = emptyChunk()
  }
  return {
    connect({ topic, type, definition }) {
      const id = connections.length
      const about = { topic: Buffer.from(topic), type: Buffer.from(type), md5sum: Buffer.from('0'.repeat(32)) }
      const data = listed({ ...about, message_definition: Buffer.from(definition) })
      const connection = record(0x07, { conn: u32(id), topic: Buffer.from(topic) }, data)
      connections.push(connection)
      put(connection)
      return id
    },
    add(connection, time, data) {
      const entries = chunk.entries.get(connection) ?? []
      chunk.entries.set(connection, entries)
      entries.push({ time, offset: chunk.length })
      put(record(0x02, { conn: u32(connection), time: timeOf(time) }, data))
      if (chunk.length >= chunkSize) flush()
    },
    end() {
      flush()
      const place = at
      for (const part of [...connections, ...infos]) write(part)
      writeSync(file, bagHeader(place, connections.length, infos.length), 0, 4096, MAGIC.length)
    },
    close: () => closeSync(file)
  }
}
