import { basename } from 'node:path'
import { McapIndexedReader, type McapTypes } from '@mcap/core'
import { InputError } from '../../../../shared/errors.ts'
import { type BoundedFile, damaged, LARGEST, openBounded } from './boundedFile.ts'
import { decompressors } from './decompress.ts'
import { type LogTimes, logTimes } from './messageIndex.ts'

/** An MCAP file that is open for reading. */
export interface McapFile extends AsyncDisposable {
  path: string
  channels: readonly McapTypes.Channel[]
  schemaOf(channel: McapTypes.Channel): McapTypes.Schema | undefined
  /** Messages of a channel, as the file's statistics say; else in how many chunks it is. */
  countOf(channelId: number): number
  /** When the messages of channels were logged, from the index alone. */
  logTimes(channelIds: readonly number[]): Promise<LogTimes>
  /**
   * The messages of topics by log time, those of one time as they lie in the file; one chunk at a time is unpacked.
   * @throws InputError where the file turns out to be damaged.
   */
  messages(topics: readonly string[]): AsyncGenerator<McapTypes.TypedMcapRecords['Message'], void>
}

/** True for the first bytes of an MCAP file. */
export function isMcap(head: Uint8Array): boolean {
  return Buffer.from(head).toString('latin1', 0, 5) === '\x89MCAP'
}

/**
 * Opens an MCAP file by its index: nothing but the index is read.
 * @throws InputError where it cannot be read, or has no index because its recorder did not come to the end.
 */
export async function openMcap(path: string): Promise<McapFile> {
  const name = basename(path)
  const file = await openBounded(path)
  try {
    const reader = await readerOf(file, name)
    if (reader.chunkIndexes.length === 0) throw new Error('no chunks')
    return mcapFile(path, file, reader)
  } catch (error) {
    await file[Symbol.asyncDispose]()
    if (error instanceof InputError) throw error
    throw new InputError(
      `${name} has no index, or a damaged one: its recording was cut short; run "mcap recover" on it and open the result.`,
      { cause: error }
    )
  }
}

async function readerOf(file: BoundedFile, name: string): Promise<McapIndexedReader> {
  const unpackers = Object.entries(await decompressors()).map(
    ([coding, unpack]) =>
      [
        coding,
        (packed: Uint8Array, size: bigint) => {
          if (size > BigInt(LARGEST)) throw damaged(name)
          return unpack(packed, size)
        }
      ] as const
  )
  const readable = { size: async () => BigInt(file.size), read: file.read.bind(file) }
  return McapIndexedReader.Initialize({ readable, decompressHandlers: Object.fromEntries(unpackers) })
}

function mcapFile(path: string, file: BoundedFile, reader: McapIndexedReader): McapFile {
  const name = basename(path)
  const { chunkIndexes, channelsById, schemasById, statistics } = reader
  const counts = statistics?.channelMessageCounts ?? chunksOf(chunkIndexes)
  return {
    path,
    channels: [...channelsById.values()],
    schemaOf: ({ schemaId }) => schemasById.get(schemaId),
    countOf: (channelId) => Number(counts.get(channelId) ?? 0),
    logTimes: (channelIds) => logTimes(file, name, chunkIndexes, channelIds),
    async *messages(topics) {
      try {
        yield* reader.readMessages({ topics })
      } catch (error) {
        throw error instanceof InputError ? error : damaged(name, error)
      }
    },
    [Symbol.asyncDispose]: () => file[Symbol.asyncDispose]()
  }
}

/** In how many chunks each channel is. */
function chunksOf(chunkIndexes: McapIndexedReader['chunkIndexes']): Map<number, number> {
  const counts = new Map<number, number>()
  for (const { messageIndexOffsets } of chunkIndexes)
    for (const channelId of messageIndexOffsets.keys()) counts.set(channelId, (counts.get(channelId) ?? 0) + 1)
  return counts
}
