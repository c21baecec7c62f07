import type { FileHandle } from 'node:fs/promises'
import { openFile } from './openFile.ts'

/** More boxes than this are not looked at: a file in so many fragments would take long to walk through. */
const MOST_BOXES = 4096

/**
 * Bytes that a video file has if it is whole, by what its container says of its own parts: MP4 and QuickTime (ISO/IEC
 * 14496-12, boxes), Matroska and WebM (RFC 9559, the segment), AVI (RIFF chunks). A few bytes of each part are read.
 * @returns null for other files, and where the container leaves it open
 */
export async function declaredLength(path: string): Promise<number | null> {
  const file = await openFile(path)
  try {
    const { size } = await file.stat()
    const head = await bytesAt(file, 0, 12)
    const name = head.toString('latin1', 0, 4)
    if (head.length < 12) return null
    if (name === 'RIFF' && head.toString('latin1', 8, 12) === 'AVI ') return await endOfParts(file, size, riffChunk)
    if (head.toString('latin1', 4, 8) === 'ftyp') return await endOfParts(file, size, isoBox)
    return head.readUInt32BE(0) === EBML ? await endOfSegment(file) : null
  } finally {
    await file.close()
  }
}

/** Length of the part that begins with these bytes; null where it goes on to the end of the file, or is none. */
type PartLength = (head: Buffer) => number | null

/** Where the last part ends that begins inside the file. */
async function endOfParts(file: FileHandle, size: number, lengthOf: PartLength): Promise<number | null> {
  let at = 0
  for (let parts = 0; parts < MOST_BOXES; parts++) {
    const head = await bytesAt(file, at, 16)
    const length = head.length < 8 ? null : lengthOf(head)
    if (length === null) return null
    at += length
    if (at >= size) return at
  }
  return null
}

const isoBox: PartLength = (head) => {
  const short = head.readUInt32BE(0)
  if (short !== 1) return short < 8 ? null : short
  return head.length < 16 ? null : Number(head.readBigUInt64BE(8))
}

const riffChunk: PartLength = (head) => {
  const length = head.readUInt32LE(4)
  // Chunks begin at even places. Recorders that were stopped leave 0.
  return head.toString('latin1', 0, 4) === 'RIFF' && length > 0 ? 8 + length + (length % 2) : null
}

const EBML = 0x1a45dfa3
const SEGMENT = 0x18538067

/** Matroska: the header element, then the segment, which holds everything else. */
async function endOfSegment(file: FileHandle): Promise<number | null> {
  const header = sizeIn(await bytesAt(file, 4, 8))
  if (!header) return null
  const at = 4 + header.bytes + header.value
  const head = await bytesAt(file, at, 12)
  const segment = head.length < 5 || head.readUInt32BE(0) !== SEGMENT ? null : sizeIn(head.subarray(4))
  return segment && at + 4 + segment.bytes + segment.value
}

/** An element's size, which begins with as many zero bits as it has bytes more than one; null where it is left open. */
function sizeIn(field: Buffer): { value: number; bytes: number } | null {
  const bytes = Math.clz32(field[0] ?? 0) - 23
  if (bytes > 8 || field.length < bytes) return null
  const bits = field.subarray(0, bytes).reduce((all, byte) => (all << 8n) | BigInt(byte), 0n)
  const open = (1n << BigInt(7 * bytes)) - 1n
  const value = bits & open
  return value === open ? null : { value: Number(value), bytes }
}

async function bytesAt(file: FileHandle, at: number, count: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(count), 0, count, at)
  return buffer.subarray(0, bytesRead)
}
