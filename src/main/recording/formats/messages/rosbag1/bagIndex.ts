import type { BoundedFile } from '../boundedFile.ts'
import { fieldIn, fieldsOf, numberIn, OP, recordAt, timeAt } from './bagRecord.ts'

/** Topic and type of messages, with the definition of the type. */
export interface BagConnection {
  id: number
  topic: string
  type: string
  definition: Buffer
}

/** Where a chunk of messages lies. */
export interface BagChunk {
  /** Byte at which its record begins, and at which the records of its index end. */
  start: number
  end: number
  /** Messages by the ids of their connections. */
  counts: ReadonlyMap<number, number>
}

/** What the end of a bag says of it. */
export interface BagIndex {
  connections: BagConnection[]
  /** In the order of the file. */
  chunks: BagChunk[]
}

/** The line that a bag begins with, and what the record behind it is filled up to. */
export const MAGIC = '#ROSBAG V2.0\n'
const HEADER = 4096

/** Where the index is, 0 where the recorder did not come to write it. @throws RangeError where the bag's header is damaged. */
export async function indexPlace(file: BoundedFile): Promise<number> {
  const bytes = await file.read(BigInt(MAGIC.length), BigInt(Math.min(HEADER, Math.max(0, file.size - MAGIC.length))))
  const header = recordAt(bytes, 0)
  const place = fieldIn(header.fields, 'index_pos').readBigUInt64LE(0)
  if (header.op !== OP.bagHeader || place > BigInt(file.size)) throw new RangeError('the index is not in the file')
  return Number(place)
}

/**
 * Reads connections and chunks from `place` to the end of the file.
 * @throws RangeError where it is damaged, InputError where it is longer than anything that is read.
 */
export async function readIndex(file: BoundedFile, place: number): Promise<BagIndex> {
  const bytes = await file.read(BigInt(place), BigInt(file.size - place))
  const connections: BagConnection[] = []
  const found: Omit<BagChunk, 'end'>[] = []
  for (let at = 0; at < bytes.length;) {
    const record = recordAt(bytes, at)
    if (record.end > bytes.length) throw new RangeError('a record of the index goes beyond the file')
    const data = bytes.subarray(record.dataStart, record.end)
    if (record.op === OP.connection) {
      const about = fieldsOf(data)
      connections.push({
        id: numberIn(record, 'conn'),
        topic: fieldIn(record.fields, 'topic').toString('utf8'),
        type: fieldIn(about, 'type').toString('utf8'),
        definition: fieldIn(about, 'message_definition')
      })
    } else if (record.op === OP.chunkInfo) {
      const start = fieldIn(record.fields, 'chunk_pos').readBigUInt64LE(0)
      if (start >= BigInt(place)) throw new RangeError('a chunk lies beyond the index')
      found.push({ start: Number(start), counts: countsIn(data) })
    } else throw new RangeError(`the index holds a record of kind ${record.op}`)
    at = record.end
  }
  const chunks = found.sort((a, b) => a.start - b.start)
  return { connections, chunks: chunks.map((chunk, i) => ({ ...chunk, end: chunks[i + 1]?.start ?? place })) }
}

function countsIn(data: Buffer): Map<number, number> {
  const counts = new Map<number, number>()
  for (let at = 0; at + 8 <= data.length; at += 8) counts.set(data.readUInt32LE(at), data.readUInt32LE(at + 4))
  return counts
}

/** A chunk's record: how it is packed, and where its data and the records of its index lie in the file. */
export interface ChunkPlace {
  compression: string
  /** Bytes when it is unpacked. */
  size: number
  dataStart: number
  dataEnd: number
}

/** More than the header of any chunk. */
const CHUNK_HEADER = 512

/** @throws RangeError where there is no chunk that lies before its end. */
export async function chunkPlace(file: BoundedFile, { start, end }: BagChunk): Promise<ChunkPlace> {
  const head = await file.read(BigInt(start), BigInt(Math.min(CHUNK_HEADER, end - start)))
  const record = recordAt(head, 0)
  if (record.op !== OP.chunk || start + record.end > end) throw new RangeError('a chunk is not where the index says')
  const compression = fieldIn(record.fields, 'compression').toString('latin1')
  const size = numberIn(record, 'size')
  return { compression, size, dataStart: start + record.dataStart, dataEnd: start + record.end }
}

/** When a message was logged, and where it lies in its unpacked chunk. */
export interface IndexEntry {
  /** Of its connection. */
  id: number
  time: bigint
  offset: number
}

/** Bytes of an entry: time and offset. */
const ENTRY = 12

/** The index behind a chunk, in the order in which messages lie in it. @throws RangeError where it is damaged. */
export async function chunkEntries(file: BoundedFile, chunk: BagChunk): Promise<IndexEntry[]> {
  const { dataEnd } = await chunkPlace(file, chunk)
  const bytes = await file.read(BigInt(dataEnd), BigInt(chunk.end - dataEnd))
  const entries: IndexEntry[] = []
  for (let at = 0; at < bytes.length;) {
    const record = recordAt(bytes, at)
    if (record.op !== OP.index || record.end > bytes.length) throw new RangeError('the index of a chunk is damaged')
    at = record.end
    const id = numberIn(record, 'conn')
    for (let entry = record.dataStart; entry + ENTRY <= record.end; entry += ENTRY)
      entries.push({ id, time: timeAt(bytes, entry), offset: bytes.readUInt32LE(entry + 8) })
  }
  return entries.sort((a, b) => a.offset - b.offset)
}
