import { z } from 'zod'
import { readImageHeader } from '../../pictures/imageHeader.ts'
import { packedRows, rawCoding } from '../../pictures/rawPicture.ts'
import type { MessageCoding } from '../../recording.ts'
import type { MessageReader } from './messageReader.ts'
import { vp9Size } from './vp9Header.ts'

// JSON has no bytes; they come in base64 there.
const Bytes = z.union([z.instanceof(Uint8Array), z.string().transform((text) => Buffer.from(text, 'base64'))])
/** `encoding` is what the packets of ffmpeg_image_transport call it: `h264;yuv420p;bgr8;bgr8`, or `libx264`. */
const Picture = z.object({ format: z.string().default(''), encoding: z.string().default(''), data: Bytes })
const Pixels = z
  .int()
  .min(0)
  .max(2 ** 16)
const Raw = z.object({ encoding: z.string(), width: Pixels, height: Pixels, step: z.int().min(0), data: Bytes })

const CODINGS: readonly [RegExp, MessageCoding][] = [
  [/jpe?g/i, 'jpeg'],
  [/png/i, 'png'],
  [/[hx]\.?264|avc/i, 'h264'],
  [/[hx]\.?265|hevc/i, 'h265'],
  [/vp9/i, 'vp9'],
  [/av1/i, 'av1']
]

/** How the pictures of a channel are read. */
export interface CameraChannel {
  read: MessageReader
  /** How its pictures are coded where the channel says it instead of each message; '' where it does not. */
  format: string
  /** True of pictures as they left the camera. */
  isRaw: boolean
}

/** The picture that a message carries. */
export interface MessagePicture {
  /** As the message says, else its channel, else its first bytes; null where none of them tells. */
  coding: MessageCoding | null
  /** What is said of the coding, where something is. */
  format: string
  /** Of raw pictures without what fills up their rows; empty where it does not go with their size. */
  data: Uint8Array
  /** In pixels, of raw pictures. */
  size?: { width: number; height: number }
}

/** The picture in a message of a channel; null where it cannot be read. */
export function pictureIn({ read, format, isRaw }: CameraChannel, message: Uint8Array): MessagePicture | null {
  try {
    if (isRaw) return rawIn(read(message))
    const picture = Picture.parse(read(message))
    const said = picture.format || picture.encoding || format
    const named = CODINGS.find(([name]) => name.test(said))?.[1]
    return { coding: named ?? codingOf(picture.data), format: said, data: picture.data }
  } catch {
    return null
  }
}

function rawIn(message: unknown): MessagePicture {
  const { encoding, ...raw } = Raw.parse(message)
  const size = { width: raw.width, height: raw.height }
  const coding = rawCoding(encoding)
  const data = coding && packedRows({ coding, ...raw })
  return { coding, format: encoding, data: data ?? new Uint8Array(), size }
}

/**
 * The coding that the first bytes of a picture or of a stream's key frame tell: a picture's own header, the units of
 * Annex B (ITU-T H.264 7.4.1, H.265 7.4.2.2), a key frame of VP9, or AV1's temporal delimiter (AV1 5.6).
 */
export function codingOf(data: Uint8Array): MessageCoding | null {
  const header = readImageHeader(data)
  if (header) return header.coding
  const unit = startOfUnit(data)
  if (unit !== null) return codingOfUnit(data[unit] ?? 0, data[unit + 1] ?? 0)
  if (vp9Size(data)) return 'vp9'
  if (data[0] === 0x12 && data[1] === 0x00) return 'av1'
  return null
}

/** Where the first unit begins behind its 0 0 1 or 0 0 0 1. */
function startOfUnit(data: Uint8Array): number | null {
  if (data[0] !== 0 || data[1] !== 0) return null
  if (data[2] === 1) return 3
  return data[2] === 0 && data[3] === 1 ? 4 : null
}

/** H.264's kinds of unit that begin a picture: slices, SEI, parameter sets, delimiter. */
const H264_UNITS = new Set([1, 5, 6, 7, 8, 9])
/** H.265's: a picture's slices, the three parameter sets, delimiter, SEI. */
const H265_UNITS = new Set([0, 1, 16, 17, 18, 19, 20, 21, 32, 33, 34, 35, 39])

function codingOfUnit(first: number, second: number): MessageCoding | null {
  // H.265's header is two bytes, of which the second says layer 0 and temporal id 0; no first unit of H.264 goes on so.
  if (second === 1 && (first & 0x81) === 0 && H265_UNITS.has(first >> 1)) return 'h265'
  return (first & 0x80) === 0 && H264_UNITS.has(first & 31) ? 'h264' : null
}
