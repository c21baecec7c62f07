/**
 * A reader of messages in Cap'n Proto's encoding (capnproto.org/encoding.html), for the few structs that are asked of a log:
 * fields are named by their places, and one that a message is too old or too short to have reads as 0, or as an empty
 * list. Every pointer is checked against its segment.
 */

/** Words of eight bytes; a message of openpilot has some kilobytes. */
const MOST_WORDS = 2 ** 23
const MOST_SEGMENTS = 512

/** Lists may point to the same words again and again; all that is read of a message is no more than so many times its length. */
const MOST_READ = 4

/** The bytes that do not fit together. */
export class NoCapnp extends Error {}

/**
 * The length in bytes of the message that begins at a place, with its table of segments; null where more bytes are needed
 * to tell. @throws NoCapnp where no message begins there
 */
export function messageLength(bytes: Buffer, at: number): number | null {
  if (bytes.length - at < 4) return null
  const segments = bytes.readUInt32LE(at) + 1
  if (segments > MOST_SEGMENTS) throw new NoCapnp('more segments than a message has')
  const table = 8 * Math.ceil((4 + 4 * segments) / 8)
  if (bytes.length - at < table) return null
  let words = 0
  for (let i = 0; i < segments; i++) words += bytes.readUInt32LE(at + 4 + 4 * i)
  if (words > MOST_WORDS || words === 0) throw new NoCapnp('a message of no length that one has')
  return table + 8 * words
}

/** The struct at the root of a whole message. @throws NoCapnp */
export function rootStruct(message: Buffer): Struct {
  const count = message.readUInt32LE(0) + 1
  let at = 8 * Math.ceil((4 + 4 * count) / 8)
  const segments = Array.from({ length: count }, (_, i) => {
    const length = 8 * message.readUInt32LE(4 + 4 * i)
    const segment = message.subarray(at, at + length)
    at += length
    return segment
  })
  return structAt({ segments, left: MOST_READ * message.length }, pointerAt(segments, 0, 0))
}

/** A message, and how many bytes of it may still be read (the traversal limit of Cap'n Proto's own readers). */
interface Message {
  readonly segments: readonly Buffer[]
  left: number
}

/** A struct: places of its numbers are bytes, those of its pointers count from 0. */
export class Struct {
  readonly #message: Message
  readonly #data: Buffer
  readonly #segment: number
  readonly #pointers: number
  readonly #count: number

  /** @param pointers the byte of the segment at which its pointers begin */
  constructor(message: Message, data: Buffer, segment: number, pointers: number, count: number) {
    this.#message = message
    this.#data = data
    this.#segment = segment
    this.#pointers = pointers
    this.#count = count
  }

  uint16(at: number): number {
    return at + 2 <= this.#data.length ? this.#data.readUInt16LE(at) : 0
  }
  uint32(at: number): number {
    return at + 4 <= this.#data.length ? this.#data.readUInt32LE(at) : 0
  }
  /** Exact up to 2^53, which is a hundred days in nanoseconds. */
  uint64(at: number): number {
    return at + 8 <= this.#data.length ? Number(this.#data.readBigUInt64LE(at)) : 0
  }
  float32(at: number): number {
    return at + 4 <= this.#data.length ? this.#data.readFloatLE(at) : 0
  }

  /** Null where there is none. @throws NoCapnp */
  struct(pointer: number): Struct | null {
    const found = this.#target(pointer)
    return found && structAt(this.#message, found)
  }

  /** @throws NoCapnp, also where it is longer than `most` */
  float32List(pointer: number, most = Infinity): number[] {
    const found = this.#target(pointer)
    if (!found) return []
    const { segment, at, size, count } = listAt(found)
    if (count > most) throw new NoCapnp('a longer list than there is of its kind')
    if (size !== FOUR_BYTES) throw new NoCapnp('a list of other things than numbers')
    const bytes = readAt(this.#message, segment, at, 4 * count)
    return Array.from({ length: count }, (_, i) => bytes.readFloatLE(4 * i))
  }

  /** @throws NoCapnp, also where it is longer than `most` */
  structList(pointer: number, most = Infinity): Struct[] {
    const found = this.#target(pointer)
    if (!found) return []
    const { segment, at, size, count: words } = listAt(found)
    if (size !== COMPOSITE) throw new NoCapnp('a list of other things than structs')
    const bytes = bytesAt(this.#message.segments, segment, at, 8 * (words + 1))
    const count = bytes.readInt32LE(0) >> 2
    const [data, pointers] = [bytes.readUInt16LE(4), bytes.readUInt16LE(6)]
    if (count > most) throw new NoCapnp('a longer list than there is of its kind')
    if (count < 0 || count * Math.max(1, data + pointers) > words) throw new NoCapnp('a list longer than its words')
    return Array.from({ length: count }, (_, i) => {
      const from = at + 8 + 8 * i * (data + pointers)
      return structOf(this.#message, segment, from, data, pointers)
    })
  }

  #target(pointer: number): Pointer | null {
    if (pointer >= this.#count) return null
    const found = pointerAt(this.#message.segments, this.#segment, this.#pointers + 8 * pointer)
    return found.low === 0 && found.high === 0 ? null : found
  }
}

const FOUR_BYTES = 4
const COMPOSITE = 7

/** A pointer whose far ones are followed: where it leads, and its two halves. */
interface Pointer {
  segment: number
  /** Byte that it counts from. */
  base: number
  low: number
  high: number
}

function bytesAt(segments: readonly Buffer[], segment: number, at: number, length: number): Buffer {
  const bytes = segments[segment]
  if (!bytes || at < 0 || length < 0 || at + length > bytes.length)
    throw new NoCapnp('a pointer that leads out of its message')
  return bytes.subarray(at, at + length)
}

/** The same, of what counts as read; a struct without a word counts as one. */
function readAt(message: Message, segment: number, at: number, length: number): Buffer {
  message.left -= Math.max(8, length)
  if (message.left < 0) throw new NoCapnp('more to read than there is')
  return bytesAt(message.segments, segment, at, length)
}

function pointerAt(segments: readonly Buffer[], segment: number, at: number): Pointer {
  const word = bytesAt(segments, segment, at, 8)
  const [low, high] = [word.readUInt32LE(0), word.readUInt32LE(4)]
  if ((low & 3) !== 2) return { segment, base: at + 8, low, high }
  const landing = 8 * (low >>> 3)
  const pad = bytesAt(segments, high, landing, low & 4 ? 16 : 8)
  if ((low & 4) === 0) return { segment: high, base: landing + 8, low: pad.readUInt32LE(0), high: pad.readUInt32LE(4) }
  // Two words: where the target begins, in yet another segment, and what it is.
  const [far, tag] = [pad.readUInt32LE(0), pad.readUInt32LE(8)]
  if ((far & 7) !== 2) throw new NoCapnp('a far pointer that leads nowhere')
  const start = { segment: pad.readUInt32LE(4), base: 8 * (far >>> 3) }
  return { ...start, low: tag & 3, high: pad.readUInt32LE(12) }
}

const targetOf = ({ base, low }: Pointer): number => base + 8 * ((low | 0) >> 2)

function structAt(message: Message, pointer: Pointer): Struct {
  if ((pointer.low & 3) !== 0) throw new NoCapnp('a pointer to something else than a struct')
  const { segment, high } = pointer
  return structOf(message, segment, targetOf(pointer), high & 0xffff, high >>> 16)
}

function structOf(message: Message, segment: number, at: number, data: number, pointers: number): Struct {
  const bytes = readAt(message, segment, at, 8 * (data + pointers))
  return new Struct(message, bytes.subarray(0, 8 * data), segment, at + 8 * data, pointers)
}

function listAt(pointer: Pointer): { segment: number; at: number; size: number; count: number } {
  if ((pointer.low & 3) !== 1) throw new NoCapnp('a pointer to something else than a list')
  return { segment: pointer.segment, at: targetOf(pointer), size: pointer.high & 7, count: pointer.high >>> 3 }
}
