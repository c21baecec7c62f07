import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { McapIndexedReader } from '@mcap/core'
import { InputError } from '../../../shared/errors.ts'
import { fileSentence } from '../fileSentence.ts'
import { decompressors } from './decompress.ts'

/** An MCAP file that is open for reading. */
export interface McapFile extends AsyncDisposable {
  path: string
  reader: McapIndexedReader
  /** Log times in nanoseconds of a channel's messages, in order, from the index alone. */
  logTimes(channelId: number): Promise<bigint[]>
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
  const file = await open(path).catch((error: unknown) => {
    throw new InputError(fileSentence(error, path), { cause: error })
  })
  const read = async (offset: bigint, size: bigint): Promise<Uint8Array> => {
    const length = Number(size)
    const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, Number(offset))
    if (bytesRead < length) throw new InputError(`${name} ends before its index says; copy it again from its source.`)
    return buffer
  }
  try {
    const decompressHandlers = await decompressors()
    const readable = { size: async () => BigInt((await file.stat()).size), read }
    const reader = await McapIndexedReader.Initialize({ readable, decompressHandlers })
    if (reader.chunkIndexes.length === 0) throw new Error('no chunks')
    return {
      path,
      reader,
      logTimes: (channelId) => logTimes(reader, read, channelId),
      [Symbol.asyncDispose]: () => file.close()
    }
  } catch (error) {
    await file.close()
    if (error instanceof InputError) throw error
    throw new InputError(
      `${name} has no index, or a damaged one: its recording was cut short; run "mcap recover" on it and open the result.`,
      { cause: error }
    )
  }
}

/** The fixed part of a MessageIndex record: opcode, length, channel, length of its entries. */
const HEAD = 1 + 8 + 2 + 4
/** Entries are log time and offset. */
const ENTRY = 16

/** Reads the MessageIndex records of one channel (https://mcap.dev/spec#message-index-op0x07). */
async function logTimes(
  { chunkIndexes }: McapIndexedReader,
  read: (offset: bigint, size: bigint) => Promise<Uint8Array>,
  channelId: number
): Promise<bigint[]> {
  const times: bigint[] = []
  for (const { messageIndexOffsets } of chunkIndexes) {
    const offset = messageIndexOffsets.get(channelId)
    if (offset === undefined) continue
    const head = Buffer.from(await read(offset, BigInt(HEAD)))
    const length = head.readUInt32LE(HEAD - 4)
    const entries = Buffer.from(await read(offset + BigInt(HEAD), BigInt(length)))
    for (let at = 0; at < length; at += ENTRY) times.push(entries.readBigUInt64LE(at))
  }
  return times.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
}
