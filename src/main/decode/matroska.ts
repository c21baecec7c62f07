import { isRaw, type RawCoding } from '../recording/pictures/rawPicture.ts'

/**
 * The little of Matroska (RFC 9559, EBML: RFC 8794) that passes between Lanegaze and ffmpeg: picture files go in
 * as blocks stamped with their frame number, decoded frames come out as blocks with their exact length. One
 * container on one pipe keeps the outputs of a pass in step, which separate pipes do not.
 */

const EBML = 0x1a45dfa3
const SEGMENT = 0x18538067
const CLUSTER = 0x1f43b675
const BLOCK_GROUP = 0xa0
const BLOCK = 0xa1
const SIMPLE_BLOCK = 0xa3
/** Containers whose children are read; everything else but blocks is skipped. */
const ENTERED = new Set([SEGMENT, CLUSTER, BLOCK_GROUP])

/** A coded frame of one track; tracks count from 0. */
export interface Packet {
  track: number
  data: Uint8Array
}

/**
 * Reads the packets of a Matroska stream, in the order in which they come. A stream cut short ends early.
 * @param memory gives what packets of a length are written to
 */
export async function* readPackets(
  chunks: AsyncIterable<Uint8Array>,
  memory: (length: number) => Uint8Array = (length) => new Uint8Array(length)
): AsyncGenerator<Packet, void> {
  const bytes = new ByteReader(chunks)
  for (;;) {
    const id = await bytes.number('with marker')
    const size = await bytes.number('without marker')
    if (id === null || size === null) return
    if (ENTERED.has(id)) continue
    if (id !== SIMPLE_BLOCK && id !== BLOCK) {
      if (!(await bytes.skip(size))) return
      continue
    }
    // Track number (one byte below 127 tracks), relative time (2 bytes), flags (1 byte), then the frame.
    const head = await bytes.fill(new Uint8Array(4))
    const data = head && (await bytes.fill(memory(size - 4)))
    if (!head || !data) return
    yield { track: (head[0] ?? 0) - 0x81, data }
  }
}

/** Takes exact numbers of bytes out of a stream of chunks; null at its end. */
class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>
  #chunk: Uint8Array = new Uint8Array(0)
  #at = 0

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]()
  }

  async #more(): Promise<boolean> {
    while (this.#at === this.#chunk.length) {
      const next = await this.#chunks.next()
      if (next.done) return false
      this.#chunk = next.value
      this.#at = 0
    }
    return true
  }

  async fill(memory: Uint8Array): Promise<Uint8Array | null> {
    for (let filled = 0; filled < memory.length;) {
      if (this.#at === this.#chunk.length && !(await this.#more())) return null
      const part = this.#chunk.subarray(this.#at, this.#at + memory.length - filled)
      memory.set(part, filled)
      filled += part.length
      this.#at += part.length
    }
    return memory
  }

  async skip(length: number): Promise<boolean> {
    for (let left = length; left > 0;) {
      if (!(await this.#more())) return false
      const step = Math.min(left, this.#chunk.length - this.#at)
      this.#at += step
      left -= step
    }
    return true
  }

  /** A variable-length number: the leading zero bits of its first byte tell its length in bytes. */
  async number(kind: 'with marker' | 'without marker'): Promise<number | null> {
    if (!(await this.#more())) return null
    const first = this.#chunk[this.#at++] ?? 0
    const length = Math.clz32(first) - 23
    let value = kind === 'with marker' ? first : first & (0xff >> length)
    for (let i = 1; i < length; i++) {
      if (!(await this.#more())) return null
      value = value * 256 + (this.#chunk[this.#at++] ?? 0)
    }
    return value
  }
}

/** What the pictures of a stream are coded as, by the code that Video for Windows has for it. */
const CODES = {
  jpeg: 'MJPG',
  png: 'MPNG',
  // These two have none that ffmpeg knows; it is told their decoder by name.
  webp: 'WEBP',
  bmp: 'BMP ',
  h264: 'H264',
  h265: 'hev1',
  vp9: 'VP90',
  av1: 'AV01'
} as const

/** What the pixels of uncompressed pictures are called (Matroska's ColourSpace, with ffmpeg's names of them). */
const PIXELS: Record<RawCoding, string> = {
  rgb24: 'RGB\x18',
  bgr24: 'BGR\x18',
  rgba: 'RGBA',
  bgra: 'BGRA',
  gray: 'Y800',
  'bayer-rggb': '\xbaRG\x08',
  'bayer-bggr': '\xbaBG\x08',
  'bayer-gbrg': '\xbaGB\x08',
  'bayer-grbg': '\xbaGR\x08',
  uyvy: 'UYVY',
  yuyv: 'YUY2',
  nv12: 'NV12',
  nv21: 'NV21'
}

export type PictureCoding = keyof typeof CODES | RawCoding

/**
 * The beginning of a stream of one video track with pictures of this coding and size; packets follow. H.264 and H.265
 * come as Annex B: only Matroska's own names of them ask for the form of MP4.
 */
export function streamHeader(coding: PictureCoding, width: number, height: number): Buffer {
  const codec = isRaw(coding)
    ? [element(0x86, text('V_UNCOMPRESSED'))]
    : [element(0x86, text('V_MS/VFW/FOURCC')), element(0x63a2, bitmapInfo(CODES[coding], width, height))]
  const pixels = isRaw(coding) ? [element(0x2eb524, Buffer.from(PIXELS[coding], 'latin1'))] : []
  const track = element(0xae, [
    element(0xd7, integer(1)),
    element(0x73c5, integer(1)),
    element(0x83, integer(1)),
    ...codec,
    element(0xe0, [element(0xb0, integer(width)), element(0xba, integer(height)), ...pixels])
  ])
  return Buffer.concat([
    element(EBML, [element(0x4282, text('matroska'))]),
    // A segment of unknown length: it ends with the stream.
    Buffer.from([0x18, 0x53, 0x80, 0x67, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
    element(0x1549a966, [
      element(0x2ad7b1, integer(1_000_000)),
      element(0x4d80, text('l')),
      element(0x5741, text('l'))
    ]),
    element(0x1654ae6b, [track])
  ])
}

/** What goes before the bytes of one picture, as [before, picture]: a cluster whose time (in ms) is `stamp`. */
export function packetHeader(stamp: number, length: number): Buffer {
  const time = element(0xe7, integer(stamp))
  const block = Buffer.concat([identifier(SIMPLE_BLOCK), size(length + 4), Buffer.from([0x81, 0, 0, 0x80])])
  return Buffer.concat([identifier(CLUSTER), size(time.length + block.length + length), time, block])
}

function element(id: number, content: Buffer | Buffer[]): Buffer {
  const body = Array.isArray(content) ? Buffer.concat(content) : content
  return Buffer.concat([identifier(id), size(body.length), body])
}

function identifier(id: number): Buffer {
  return integer(id)
}

/** Sizes are always written with eight bytes, of which six carry the number. */
function size(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes[0] = 1
  bytes.writeUIntBE(value, 2, 6)
  return bytes
}

function integer(value: number): Buffer {
  let length = 1
  while (value >= 256 ** length) length++
  const bytes = Buffer.alloc(length)
  bytes.writeUIntBE(value, 0, length)
  return bytes
}

function text(value: string): Buffer {
  return Buffer.from(value, 'ascii')
}

/** BITMAPINFOHEADER, which carries the codes that have no name of their own in Matroska. */
function bitmapInfo(code: string, width: number, height: number): Buffer {
  const info = Buffer.alloc(40)
  info.writeUInt32LE(40, 0)
  info.writeInt32LE(width, 4)
  info.writeInt32LE(height, 8)
  info.writeUInt16LE(1, 12)
  info.writeUInt16LE(24, 14)
  info.write(code, 16, 'ascii')
  return info
}
