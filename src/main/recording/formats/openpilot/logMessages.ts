import { stat } from 'node:fs/promises'
import { pipeline } from 'node:stream'
import { createZstdDecompress } from 'node:zlib'
import { readBytes, readParts } from '../../place/openFile.ts'
import { readHead } from '../../place/place.ts'
import { decompressors } from '../messages/decompress.ts'
import { messageLength, NoCapnp, rootStruct, type Struct } from './capnp.ts'

/** Unpacked; a log of a minute has 60 MB. */
const LARGEST = 2 ** 29
/** bz2 says nowhere how long it is: it is tried with more and more room, all of which lies in memory. */
const LARGEST_BZ2 = 2 ** 28

/** How a log ended. */
export interface LogEnd {
  /** True where it breaks off: cut short in copying, or damaged. */
  isBroken: boolean
}

/**
 * The messages of a log of openpilot, plain, in Zstandard or in bzip2, told by its first bytes, one by one: memory does not
 * grow with its length (but in bzip2). What comes before damage is given.
 */
export async function* logMessages(file: string, end: LogEnd): AsyncGenerator<Struct> {
  let pending: Buffer = Buffer.alloc(0)
  try {
    let unpackedBytes = 0
    for await (const chunk of await unpacked(file)) {
      if ((unpackedBytes += chunk.length) > LARGEST) throw new NoCapnp('longer than a log')
      pending = pending.length > 0 ? Buffer.concat([pending, chunk]) : chunk
      let at = 0
      for (let length = messageLength(pending, at); length !== null && at + length <= pending.length;) {
        yield rootStruct(pending.subarray(at, at + length))
        at += length
        length = messageLength(pending, at)
      }
      pending = pending.subarray(at)
    }
    end.isBroken = pending.length > 0
  } catch (error) {
    if (!isDamage(error)) throw error
    end.isBroken = true
  }
}

async function unpacked(file: string): Promise<AsyncIterable<Buffer>> {
  const head = Buffer.from(await readHead(file, 4))
  if (head.subarray(0, 3).toString('latin1') === 'BZh') return inParts(await unpackBzip2(file))
  return head.equals(ZSTD) ? unpackZstd(file) : readParts(file, 2 ** 18)
}

/** All frames of a file: the decoder ends with each, and the next one begins where it came to. */
async function* unpackZstd(file: string): AsyncGenerator<Buffer> {
  const { size } = await stat(file)
  for (let at = 0; at < size;) {
    const frame = createZstdDecompress({ chunkSize: 2 ** 20 })
    // Errors of either come out of the last one.
    yield* pipeline(readParts(file, 2 ** 18, at), frame, () => undefined) as AsyncIterable<Buffer>
    if (frame.bytesWritten === 0) return
    at += frame.bytesWritten
  }
}

const ZSTD = Buffer.from([0x28, 0xb5, 0x2f, 0xfd])

async function* inParts(bytes: Uint8Array): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 2 ** 20) yield Buffer.from(bytes.subarray(at, at + 2 ** 20))
}

async function unpackBzip2(file: string): Promise<Uint8Array> {
  const { bz2 } = await decompressors()
  const { size } = await stat(file)
  if (!bz2 || size > LARGEST_BZ2) throw new NoCapnp('too large for a log')
  const packed = await readBytes(file)
  for (let room = 2 ** 20 + 8 * size; ; room *= 2) {
    try {
      return bz2(packed, BigInt(Math.min(room, LARGEST_BZ2)))
    } catch (error) {
      const isFull = error instanceof Error && error.message.includes('OUTBUFF_FULL')
      if (!isFull || room >= LARGEST_BZ2) throw new NoCapnp('no bzip2', { cause: error })
    }
  }
}

/** What unpackers and the reader throw of bytes that are no log; what the disk says is told. */
function isDamage(error: unknown): boolean {
  if (error instanceof NoCapnp || error instanceof RangeError) return true
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return /^(ZSTD|Z)_|_ERROR$/.test(code) || code === 'ERR_OUT_OF_RANGE'
}
