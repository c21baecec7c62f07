import { type Orientation, readOrientation, swapsSides } from './exifOrientation.ts'

export type ImageCoding = 'jpeg' | 'png' | 'webp' | 'bmp'

const codings: readonly string[] = ['jpeg', 'png', 'webp', 'bmp'] satisfies ImageCoding[]

/** True of codings of single pictures, which need no others to be decoded. */
export function isImage(coding: string): coding is ImageCoding {
  return codings.includes(coding)
}

/** What the first bytes of a picture file say. */
export interface ImageHeader {
  coding: ImageCoding
  /** In pixels, as the picture is to be seen. */
  width: number
  height: number
  /** How the picture lies in its file; left out where it lies upright. */
  orientation?: Orientation
}

/** What is said of a file that is none among pictures of a coding: 'is not a JPEG or PNG picture'. */
export function noPicture(among: ImageCoding): string {
  return `is not a ${among === 'webp' ? 'WebP' : among === 'bmp' ? 'BMP' : 'JPEG or PNG'} picture`
}

/** The coding of a picture by its first 16 bytes, whatever its file is called; null where it is none of these. */
export function imageCoding(bytes: Uint8Array): ImageCoding | null {
  if (bytes.length < 4) return null
  const view = viewOf(bytes)
  if (view.getUint16(0) === 0xffd8) return 'jpeg'
  if (bytes.length < 16) return null
  if (view.getUint32(0) === 0x89504e47 && view.getUint32(4) === 0x0d0a1a0a) return 'png'
  if (textAt(bytes, 0) === 'RIFF' && textAt(bytes, 8) === 'WEBP') return isAnimatedWebp(bytes) ? null : 'webp'
  // 'BM' begins many a text; the size of the header that follows is one of a few.
  if (view.getUint16(0) === 0x424d && [12, 16, 40, 52, 56, 64, 108, 124].includes(bytes[14]!)) return 'bmp'
  return null
}

/**
 * Reads coding, size and orientation from the beginning of a picture, whatever its file is called: JPEG (ITU-T T.81), PNG
 * (ISO/IEC 15948), WebP (RFC 9649) or BMP. Null where it is none of them, or where `bytes` end before it has said all.
 */
export function readImageHeader(bytes: Uint8Array): ImageHeader | null {
  const coding = imageCoding(bytes)
  const stored = coding && readers[coding](bytes)
  if (!coding || !stored || stored.width === 0 || stored.height === 0) return null
  const { width, height, orientation } = stored
  if (orientation === 1) return { coding, width, height }
  return swapsSides(orientation)
    ? { coding, width: height, height: width, orientation }
    : { coding, width, height, orientation }
}

/** A picture as it lies in its file. */
interface Stored {
  width: number
  height: number
  orientation: Orientation
}

const readers: Record<ImageCoding, (bytes: Uint8Array) => Stored | null> = {
  jpeg: readJpeg,
  png: readPng,
  webp: readWebp,
  bmp: readBmp
}

/** Markers that carry the size: start of frame SOF0..SOF15, without DHT (c4), JPG (c8) and DAC (cc). */
const isStartOfFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
const APP1 = 0xe1

function readJpeg(bytes: Uint8Array): Stored | null {
  const view = viewOf(bytes)
  let orientation: Orientation | null = null
  for (let at = 2; at + 9 <= bytes.length;) {
    if (bytes[at] !== 0xff) return null
    const marker = bytes[at + 1] ?? 0
    if (marker === 0xff) at += 1
    else if (isStartOfFrame(marker)) {
      return { width: view.getUint16(at + 7), height: view.getUint16(at + 5), orientation: orientation ?? 1 }
    } else {
      const length = view.getUint16(at + 2)
      // The first block of Exif counts.
      if (marker === APP1 && textAt(bytes, at + 4, 6) === 'Exif\0\0')
        orientation ??= readOrientation(bytes.subarray(at + 10, at + 2 + length))
      at += 2 + length
    }
  }
  return null
}

/** Exif that comes behind the pixels is not looked for: it would take the whole file. */
function readPng(bytes: Uint8Array): Stored | null {
  const view = viewOf(bytes)
  if (bytes.length < 33) return null
  const [width, height] = [view.getUint32(16), view.getUint32(20)]
  for (let at = 33; at + 8 <= bytes.length;) {
    const length = view.getUint32(at)
    const type = textAt(bytes, at + 4)
    if (type === 'IDAT' || type === 'IEND') return { width, height, orientation: 1 }
    if (type === 'eXIf' && at + 8 + length <= bytes.length)
      return { width, height, orientation: readOrientation(bytes.subarray(at + 8, at + 8 + length)) }
    at += 12 + length
  }
  return null
}

const HAS_EXIF = 0x08
const IS_ANIMATED = 0x02

/** True of a WebP of several pictures, which ffmpeg does not read. */
export function isAnimatedWebp(bytes: Uint8Array): boolean {
  return textAt(bytes, 8, 8) === 'WEBPVP8X' && ((bytes[20] ?? 0) & IS_ANIMATED) !== 0
}

function readWebp(bytes: Uint8Array): Stored | null {
  const view = viewOf(bytes)
  if (bytes.length < 30) return null
  const first = textAt(bytes, 12)
  if (first === 'VP8 ' && view.getUint16(23) === 0x9d01)
    return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff, orientation: 1 }
  if (first === 'VP8L' && bytes[20] === 0x2f) {
    const sides = view.getUint32(21, true)
    return { width: (sides & 0x3fff) + 1, height: ((sides >> 14) & 0x3fff) + 1, orientation: 1 }
  }
  if (first !== 'VP8X') return null
  const side = (at: number): number => 1 + view.getUint16(at, true) + 65536 * (bytes[at + 2] ?? 0)
  const size = { width: side(24), height: side(27) }
  return (bytes[20]! & HAS_EXIF) === 0 ? { ...size, orientation: 1 } : withExif(bytes, size)
}

/** Exif comes behind the pixels, or was left out though the header names it. */
function withExif(bytes: Uint8Array, size: { width: number; height: number }): Stored | null {
  const view = viewOf(bytes)
  const end = 8 + view.getUint32(4, true)
  let at = 12
  for (; at + 8 <= Math.min(end, bytes.length);) {
    const length = view.getUint32(at + 4, true)
    if (textAt(bytes, at) === 'EXIF' && at + 8 + length <= bytes.length) {
      // Some write the mark of JPEG before it.
      const start = at + 8 + (textAt(bytes, at + 8, 6) === 'Exif\0\0' ? 6 : 0)
      return { ...size, orientation: readOrientation(bytes.subarray(start, at + 8 + length)) }
    }
    at += 8 + length + (length % 2)
  }
  return at >= end ? { ...size, orientation: 1 } : null
}

/** A height below zero is that of a picture whose rows come from top to bottom. */
function readBmp(bytes: Uint8Array): Stored | null {
  const view = viewOf(bytes)
  if (bytes.length < 26) return null
  if (view.getUint32(14, true) <= 16 && bytes[14] === 12)
    return { width: view.getUint16(18, true), height: view.getUint16(20, true), orientation: 1 }
  return { width: Math.abs(view.getInt32(18, true)), height: Math.abs(view.getInt32(22, true)), orientation: 1 }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function textAt(bytes: Uint8Array, at: number, length = 4): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + at, Math.max(0, Math.min(length, bytes.length - at))).toString(
    'latin1'
  )
}
