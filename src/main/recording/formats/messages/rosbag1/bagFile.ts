import { basename } from 'node:path'
import { InputError } from '../../../../../shared/errors.ts'
import { type BoundedFile, LARGEST, openBounded } from '../boundedFile.ts'
import { boundedDecompressors } from '../decompress.ts'
import type { LogChannel, LogMessage, MessageLog } from '../messageLog.ts'
import { messageReader } from '../messageReader.ts'
import { MessagePlaces } from '../messagePlaces.ts'
import { type BagChunk, chunkEntries, chunkPlace, type BagIndex, indexPlace, MAGIC, readIndex } from './bagIndex.ts'
import { numberIn, OP, recordAt } from './bagRecord.ts'

/** True for the first bytes of a ROS 1 bag. */
export function isBag(head: Uint8Array): boolean {
  return Buffer.from(head).toString('latin1', 0, MAGIC.length) === MAGIC
}

/** Unpacked chunks that are kept: those of neighbouring times overlap where several programs wrote. */
const KEPT = 3

/**
 * Opens a ROS 1 bag (http://wiki.ros.org/Bags/Format/2.0) by its index: nothing but the index is read.
 * @throws InputError where it cannot be read, or has no index because its recorder did not come to the end.
 */
export async function openBag(path: string): Promise<MessageLog> {
  const name = basename(path)
  const file = await openBounded(path, `run "rosbag reindex" on a copy of it and open that`)
  try {
    const place = await indexPlace(file)
    if (place === 0 || place === file.size) throw new RangeError('no index')
    return bagLog(file, await readIndex(file, place))
  } catch (error) {
    await file[Symbol.asyncDispose]()
    if (error instanceof InputError) throw error
    throw new InputError(
      `${name} has no index, or a damaged one: its recording was cut short; run "rosbag reindex" on a copy of it and open that.`,
      { cause: error }
    )
  }
}

function bagLog(file: BoundedFile, { connections, chunks }: BagIndex): MessageLog {
  const refused = (error: unknown): unknown => (error instanceof InputError ? error : file.damaged(error))
  const channels = connections.map(({ id, topic, type, definition }): LogChannel => {
    const messages = chunks.reduce((sum, { counts }) => sum + (counts.get(id) ?? 0), 0)
    const schema = { name: type, encoding: 'ros1msg', data: definition }
    const reader = () => messageReader({ messageEncoding: 'ros1' }, schema)
    return { id, topic, type, encoding: 'ros1', metadata: new Map(), messages, reader }
  })

  let places: Promise<MessagePlaces> | undefined

  return {
    channels,
    warnings: [],
    async logTimes(ids) {
      try {
        return (await (places ??= placesIn(file, chunks))).logTimes(ids)
      } catch (error) {
        throw refused(error)
      }
    },
    async *messages(ids, from = 0) {
      const kept = new Map<number, Promise<Buffer>>()
      try {
        for (const { place } of (await (places ??= placesIn(file, chunks))).inOrder(ids, from)) {
          const number = Math.floor(place / CHUNK)
          yield messageAt(await recentChunk(kept, number, chunks[number]), place % CHUNK)
        }
      } catch (error) {
        throw refused(error)
      }
    },
    [Symbol.asyncDispose]: () => file[Symbol.asyncDispose]()
  }

  function recentChunk(
    kept: Map<number, Promise<Buffer>>,
    number: number,
    chunk: BagChunk | undefined
  ): Promise<Buffer> {
    const bytes = kept.get(number) ?? (chunk ? unpacked(file, chunk) : Promise.reject(new RangeError('no such chunk')))
    kept.delete(number)
    kept.set(number, bytes)
    for (const oldest of kept.keys()) if (kept.size > KEPT) kept.delete(oldest)
    return bytes
  }
}

/** A message's place is its chunk's number times this, and where it lies in that. */
const CHUNK = 2 ** 32

async function placesIn(file: BoundedFile, chunks: readonly BagChunk[]): Promise<MessagePlaces> {
  const places = new MessagePlaces()
  for (const [number, chunk] of chunks.entries())
    for (const { id, time, offset } of await chunkEntries(file, chunk))
      places.add({ channelId: id, time, place: number * CHUNK + offset })
  return places
}

async function unpacked(file: BoundedFile, chunk: BagChunk): Promise<Buffer> {
  const { compression, size, dataStart, dataEnd } = await chunkPlace(file, chunk)
  const packed = await file.read(BigInt(dataStart), BigInt(dataEnd - dataStart))
  if (compression === 'none') return packed
  const unpack = (await boundedDecompressors(file))[compression]
  if (!unpack || size > LARGEST) throw new RangeError(`a chunk is packed as "${compression}"`)
  return Buffer.from(unpack(packed, BigInt(size)))
}

/** @throws RangeError where no message lies there. */
function messageAt(bytes: Buffer, offset: number): LogMessage {
  const record = recordAt(bytes, offset)
  const time = record.fields.get('time')
  if (record.op !== OP.message || record.end > bytes.length || !time || time.length < 8)
    throw new RangeError('a message is not where the index says')
  const logTime = BigInt(time.readUInt32LE(0)) * 1_000_000_000n + BigInt(time.readUInt32LE(4))
  const channelId = numberIn(record, 'conn')
  return { channelId, logTime, publishTime: logTime, data: bytes.subarray(record.dataStart, record.end) }
}
