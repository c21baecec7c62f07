import { basename } from 'node:path'
import { McapIndexedReader } from '@mcap/core'
import { InputError } from '../../../../../shared/errors.ts'
import { type BoundedFile, openBounded } from '../boundedFile.ts'
import { boundedDecompressors } from '../decompress.ts'
import type { LogChannel, LogMessage, MessageLog } from '../messageLog.ts'
import { messageReader } from '../messageReader.ts'
import { logTimes } from './messageIndex.ts'

/** True for the first bytes of an MCAP file. */
export function isMcap(head: Uint8Array): boolean {
  return Buffer.from(head).toString('latin1', 0, 5) === '\x89MCAP'
}

/**
 * Opens an MCAP file by its index: nothing but the index is read.
 * @throws InputError where it cannot be read, or has no index because its recorder did not come to the end.
 */
export async function openMcap(path: string): Promise<MessageLog> {
  const name = basename(path)
  const file = await openBounded(path, 'run "mcap recover" on it and open the result')
  try {
    const readable = { size: async () => BigInt(file.size), read: file.read.bind(file) }
    const reader = await McapIndexedReader.Initialize({
      readable,
      decompressHandlers: await boundedDecompressors(file)
    })
    if (reader.chunkIndexes.length === 0) throw new Error('no chunks')
    return mcapLog(file, reader)
  } catch (error) {
    await file[Symbol.asyncDispose]()
    if (error instanceof InputError) throw error
    throw new InputError(
      `${name} has no index, or a damaged one: its recording was cut short; run "mcap recover" on it and open the result.`,
      { cause: error }
    )
  }
}

function mcapLog(file: BoundedFile, reader: McapIndexedReader): MessageLog {
  const { chunkIndexes, channelsById, schemasById, statistics } = reader
  const counts = statistics?.channelMessageCounts ?? chunksOf(chunkIndexes)
  const channels = Array.from(channelsById.values(), (channel): LogChannel => {
    const { id, topic, schemaId, messageEncoding, metadata } = channel
    const schema = schemasById.get(schemaId)
    const messages = Number(counts.get(id) ?? 0)
    const reader = () => messageReader(channel, schema)
    return { id, topic, type: schema?.name ?? '', encoding: messageEncoding, metadata, messages, reader }
  })
  return {
    channels,
    warnings: [],
    logTimes: (channelIds) => logTimes(file, chunkIndexes, channelIds),
    async *messages(channelIds, from = 0) {
      const wanted = new Set(channelIds)
      const topics = new Set(channels.filter(({ id }) => wanted.has(id)).map(({ topic }) => topic))
      try {
        const { startTime, skipped } = await startAt(from, channelIds)
        let left = skipped
        for await (const message of reader.readMessages({ topics: [...topics], ...startTime })) {
          const { channelId, logTime, publishTime, data } = message
          if (wanted.has(channelId) && --left < 0) yield { channelId, logTime, publishTime, data } satisfies LogMessage
        }
      } catch (error) {
        throw error instanceof InputError ? error : file.damaged(error)
      }
    },
    [Symbol.asyncDispose]: () => file[Symbol.asyncDispose]()
  }

  /** Where reading begins for a later message, and how many of its own time come before it. */
  async function startAt(
    from: number,
    channelIds: readonly number[]
  ): Promise<{ startTime: { startTime?: bigint }; skipped: number }> {
    if (from <= 0) return { startTime: {}, skipped: 0 }
    const { times } = await logTimes(file, chunkIndexes, channelIds)
    const startTime = times[from] ?? times.at(-1)
    if (startTime === undefined) return { startTime: {}, skipped: from }
    return { startTime: { startTime }, skipped: from - times.indexOf(startTime) }
  }
}

/** In how many chunks each channel is. */
function chunksOf(chunkIndexes: McapIndexedReader['chunkIndexes']): Map<number, number> {
  const counts = new Map<number, number>()
  for (const { messageIndexOffsets } of chunkIndexes)
    for (const channelId of messageIndexOffsets.keys()) counts.set(channelId, (counts.get(channelId) ?? 0) + 1)
  return counts
}
