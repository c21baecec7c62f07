import type { McapTypes } from '@mcap/core'
import type { BoundedFile } from '../boundedFile.ts'
import { goesBack, type LogTimes } from '../messageLog.ts'

/** The fixed part of a MessageIndex record: opcode, length, channel, length of its entries. */
const HEAD = 1 + 8 + 2 + 4
const OPCODE = 0x07
/** Entries are log time and offset in the unpacked chunk. */
const ENTRY = 16

/**
 * Reads the MessageIndex records of channels (https://mcap.dev/spec#message-index-op0x07).
 * @throws InputError where they are not where the index of chunks says, or take more than the file has.
 */
export async function logTimes(
  file: BoundedFile,
  chunkIndexes: readonly McapTypes.TypedMcapRecords['ChunkIndex'][],
  channelIds: readonly number[]
): Promise<LogTimes> {
  const times: bigint[] = []
  let bytes = 0
  const inFileOrder = [...chunkIndexes].sort((a, b) => Number(a.chunkStartOffset - b.chunkStartOffset))
  for (const { messageIndexOffsets } of inFileOrder) {
    const entries: { time: bigint; offset: bigint }[] = []
    for (const channelId of channelIds) {
      const offset = messageIndexOffsets.get(channelId)
      if (offset === undefined) continue
      const head = await file.read(offset, BigInt(HEAD))
      const length = head.readUInt32LE(HEAD - 4)
      if (head[0] !== OPCODE || head.readUInt16LE(9) !== channelId || length % ENTRY !== 0) throw file.damaged()
      // Each record lies in the file once, so that all together are no longer than it is.
      if ((bytes += length) > file.size) throw file.damaged()
      const records = await file.read(offset + BigInt(HEAD), BigInt(length))
      for (let at = 0; at < length; at += ENTRY)
        entries.push({ time: records.readBigUInt64LE(at), offset: records.readBigUInt64LE(at + 8) })
    }
    for (const { time } of entries.sort((a, b) => Number(a.offset - b.offset))) times.push(time)
  }
  const back = goesBack(times)
  return { times: times.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)), goesBack: back }
}
