import { crc32, inflateRawSync } from 'node:zlib'
import { InputError } from '../../../shared/errors.ts'
import type { ByteSource } from './byteSource.ts'

/** What lies in a zip, as its directory says (PKWARE's APPNOTE, 4.3.12). */
interface ZipEntry {
  name: string
  /** 0 is stored, 8 is deflated. */
  method: number
  /** Bytes in the archive, and what they become. */
  packed: number
  size: number
  crc: number
  /** Of its own header. */
  at: number
}

/** A zip whose entries are read one by one, each only when it is asked for. */
export interface ZipArchive {
  readonly names: readonly string[]
  has(name: string): boolean
  /** How many bytes an entry is; null where there is none of that name. */
  sizeOf(name: string): number | null
  /** @throws InputError where there is none of that name, where it is damaged, or where it is longer than `most` bytes */
  read(name: string, most: number): Promise<Buffer>
}

const ENDING = 22
const LONGEST_COMMENT = 65_535
const ENTRY = 46
const HEADER = 30
const LARGE_ENDING = 56
const LARGE_LOCATOR = 20
/** Of hundreds of thousands of entries. */
const MOST_OF_DIRECTORY = 2 ** 26
/** Deflate makes no more of a byte. */
const MOST_OF_BYTE = 1032
/** Of a byte of the whole file: PyTorch deflates nothing, and weights become no small part of themselves. */
const MOST_OF_ALL = 16
/** Of a file of whatever size: its texts, which become a small part of themselves. */
const LEAST_OF_ALL = 2 ** 26

/**
 * Reads the directory of a zip, also of one with 64-bit sizes, as PyTorch writes all of them.
 * @param source what sentences call it
 * @returns null where there is none
 * @throws InputError where it is damaged
 */
export async function readZip(bytes: ByteSource, source: string): Promise<ZipArchive | null> {
  const directory = await directoryOf(bytes)
  if (!directory) return null
  const entries = new Map<string, ZipEntry>()
  for (const entry of entriesOf(await bytes.read(directory.at, directory.length), source)) {
    // The first of a name counts, as in PyTorch.
    if (!entries.has(entry.name)) entries.set(entry.name, entry)
  }
  checkApart([...entries.values()], source)
  let left = MOST_OF_ALL * bytes.size + LEAST_OF_ALL
  return {
    names: [...entries.keys()],
    has: (name) => entries.has(name),
    sizeOf: (name) => entries.get(name)?.size ?? null,
    read(name, most) {
      const entry = entries.get(name)
      if (!entry) throw lacking(name, source)
      if (entry.size > most || entry.size > entry.packed * MOST_OF_BYTE)
        throw damaged(source, `its part '${name}', of ${entry.size} bytes`)
      left -= entry.size
      if (left < 0) throw damaged(source, `its part '${name}', with which it unpacks to more than weights do`)
      return contentOf(entry, bytes, source)
    }
  }
}

async function directoryOf(bytes: ByteSource): Promise<{ at: number; length: number } | null> {
  if (bytes.size < ENDING) return null
  const length = Math.min(bytes.size, ENDING + LONGEST_COMMENT)
  const tail = await bytes.read(bytes.size - length, length)
  const at = tail.lastIndexOf('PK\x05\x06', length - ENDING, 'latin1')
  if (at < 0) return null
  const found =
    (await largeDirectory(bytes, tail, at)) ??
    ({ length: tail.readUInt32LE(at + 12), at: tail.readUInt32LE(at + 16) } as const)
  return found.at + found.length <= bytes.size && found.length <= MOST_OF_DIRECTORY ? found : null
}

/** Where a directory of 64-bit sizes lies, whose place is stated right before the ending; null where there is none. */
async function largeDirectory(
  bytes: ByteSource,
  tail: Buffer,
  ending: number
): Promise<{ at: number; length: number } | null> {
  const locator = ending - LARGE_LOCATOR
  if (locator < 0 || tail.toString('latin1', locator, locator + 4) !== 'PK\x06\x07') return null
  const at = sizeAt(tail, locator + 8)
  if (at + LARGE_ENDING > bytes.size) return null
  const found = await bytes.read(at, LARGE_ENDING)
  if (found.toString('latin1', 0, 4) !== 'PK\x06\x06') return null
  return { length: sizeAt(found, 40), at: sizeAt(found, 48) }
}

const sizeAt = (bytes: Buffer, at: number): number => Number(bytes.readBigUInt64LE(at))

function* entriesOf(directory: Buffer, source: string): Iterable<ZipEntry> {
  for (let at = 0; at + ENTRY <= directory.length;) {
    if (directory.toString('latin1', at, at + 4) !== 'PK\x01\x02') return
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) => directory.readUInt16LE(at + field))
    const extraAt = at + ENTRY + nameLength!
    const next = extraAt + extraLength! + commentLength!
    if (next > directory.length) throw damaged(source, 'its list of parts')
    const sizes = { packed: directory.readUInt32LE(at + 20), size: directory.readUInt32LE(at + 24) }
    const place = directory.readUInt32LE(at + 42)
    const name = directory.toString('utf8', at + ENTRY, extraAt)
    // An encrypted one is read by nobody here.
    const method = directory.readUInt16LE(at + 8) & 1 ? -1 : directory.readUInt16LE(at + 10)
    const extra = directory.subarray(extraAt, extraAt + extraLength!)
    yield { name, method, crc: directory.readUInt32LE(at + 16), ...inFull(sizes, place, extra) }
    at = next
  }
}

/** Sizes and place, of which those that do not fit into 32 bits stand in the extra field 1, one behind the other. */
function inFull({ packed, size }: { packed: number; size: number }, at: number, extra: Buffer) {
  const large = largeField(extra)
  let next = 0
  const full = (stated: number): number => {
    if (stated !== 0xffffffff || next + 8 > large.length) return stated
    next += 8
    return sizeAt(large, next - 8)
  }
  const whole = full(size)
  return { size: whole, packed: full(packed), at: full(at) }
}

function largeField(extra: Buffer): Buffer {
  for (let at = 0; at + 4 <= extra.length;) {
    const length = extra.readUInt16LE(at + 2)
    if (extra.readUInt16LE(at) === 1) return extra.subarray(at + 4, at + 4 + length)
    at += 4 + length
  }
  return Buffer.alloc(0)
}

/** Parts lie one behind the other: one that lies in others would be unpacked again and again. */
function checkApart(entries: readonly ZipEntry[], source: string): void {
  let end = 0
  for (const { name, at, packed } of entries.toSorted((a, b) => a.at - b.at)) {
    if (at < end) throw damaged(source, `its part '${name}', which lies where another does`)
    end = at + HEADER + packed
  }
}

async function contentOf(
  { name, method, packed, size, crc, at }: ZipEntry,
  bytes: ByteSource,
  source: string
): Promise<Buffer> {
  const header = await bytes.read(at, HEADER)
  if (header.toString('latin1', 0, 4) !== 'PK\x03\x04') throw damaged(source, `its part '${name}'`)
  const from = at + HEADER + header.readUInt16LE(26) + header.readUInt16LE(28)
  const content = unpacked(await bytes.read(from, packed), method, size)
  if (content?.length !== size) throw damaged(source, `its part '${name}'`)
  if (crc32(content) === crc) return content
  throw new InputError(
    `'${source}' is damaged: its part '${name}' does not have the checksum that it is stated to have; copy it again, or save the model again, with checksums.`
  )
}

function unpacked(bytes: Buffer, method: number, size: number): Buffer | null {
  if (method === 0) return bytes
  if (method !== 8) return null
  try {
    return inflateRawSync(bytes, { maxOutputLength: Math.max(1, size) })
  } catch {
    return null
  }
}

function lacking(name: string, source: string): InputError {
  return new InputError(`'${source}' lacks its part '${name}'; copy it again, or save the model again.`)
}

function damaged(source: string, what: string): InputError {
  return new InputError(`'${source}' is damaged at ${what}; copy it again, or save the model again.`)
}
