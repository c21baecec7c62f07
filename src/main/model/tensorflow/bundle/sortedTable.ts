import { maskedCrc32c } from './crc32c.ts'
import { unpackSnappy } from './snappy.ts'

/** Two handles and the mark. */
const FOOTER_BYTES = 48
const mark = 0xdb4775248b80fb57n
/** The kind of a block and its checksum. */
const TRAILER_BYTES = 5
/** Of a key; TensorFlow's are paths of names. */
const longestKey = 2 ** 14
/** Of all keys, of a byte of the table: what they share is stored once. */
const mostOfByte = 64

interface Handle {
  offset: number
  size: number
}

/**
 * The entries of a sorted-string table, in their order, as LevelDB and TensorFlow's tensor bundles have it
 * (tensorflow/core/lib/io/table.cc): blocks of entries whose keys share what they begin with, found by a block of handles, found by
 * the last bytes.
 * @throws RangeError where the table is damaged
 */
export function* tableEntries(bytes: Buffer): Generator<{ key: string; value: Buffer }> {
  if (bytes.length < FOOTER_BYTES) throw new RangeError('it is too short')
  const footer = bytes.subarray(-FOOTER_BYTES)
  if (footer.readBigUInt64LE(FOOTER_BYTES - 8) !== mark) throw new RangeError('it does not end as tables do')
  const handles = new Cursor(footer)
  // Of the block that says what other blocks there are.
  handles.handle()
  let before = -1
  let left = mostOfByte * bytes.length
  for (const { value } of entriesOf(block(bytes, handles.handle()))) {
    const handle = new Cursor(value).handle()
    // Blocks lie one behind the other: one that is named twice would be read again and again.
    if (handle.offset <= before) throw new RangeError('its blocks are not in order')
    before = handle.offset
    for (const { key, value } of entriesOf(block(bytes, handle))) {
      left -= key.length
      if (left < 0) throw new RangeError('its keys are longer than it is')
      yield { key: key.toString('utf8'), value }
    }
  }
}

function block(bytes: Buffer, { offset, size }: Handle): Buffer {
  const end = offset + size
  if (end + TRAILER_BYTES > bytes.length) throw new RangeError('a block lies outside')
  if (maskedCrc32c(bytes.subarray(offset, end + 1)) !== bytes.readUInt32LE(end + 1)) {
    throw new RangeError('the checksum of a block is another')
  }
  const kind = bytes[end]
  const stored = bytes.subarray(offset, end)
  if (kind === 0) return stored
  if (kind === 1) return Buffer.from(unpackSnappy(stored))
  throw new RangeError('a block is packed in a way that is not known')
}

function* entriesOf(content: Buffer): Generator<{ key: Buffer; value: Buffer }> {
  if (content.length < 4) throw new RangeError('a block is too short')
  // Behind the entries: places where keys are whole, and their count.
  const end = content.length - 4 * (content.readUInt32LE(content.length - 4) + 1)
  if (end < 0) throw new RangeError('a block is too short')
  const cursor = new Cursor(content.subarray(0, end))
  let key = Buffer.alloc(0)
  while (!cursor.isAtEnd) {
    const [shared, own, size] = [cursor.varint(), cursor.varint(), cursor.varint()]
    if (shared > key.length || shared + own > longestKey) throw new RangeError('a key is damaged')
    key = Buffer.concat([key.subarray(0, shared), cursor.take(own)])
    yield { key, value: cursor.take(size) }
  }
}

class Cursor {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length
  }

  /** Seven bits a byte, the lowest first. */
  varint(): number {
    let value = 0
    for (let shift = 0; shift < 53; shift += 7) {
      const byte = this.#bytes[this.#at++]
      if (byte === undefined) throw new RangeError('a number is cut off')
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) {
        if (Number.isSafeInteger(value)) return value
        break
      }
    }
    throw new RangeError('a number is too large')
  }

  handle(): Handle {
    return { offset: this.varint(), size: this.varint() }
  }

  take(size: number): Buffer {
    if (this.#at + size > this.#bytes.length) throw new RangeError('an entry is cut off')
    this.#at += size
    return this.#bytes.subarray(this.#at - size, this.#at)
  }
}
