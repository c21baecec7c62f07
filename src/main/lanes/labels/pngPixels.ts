import { inflateSync } from 'node:zlib'
import { InputError } from '../../../shared/errors.ts'
import type { Size } from './frameLabel.ts'

/** The samples of a PNG as they are stored: labels are numbers, which a decoder for pictures would turn into colours. */
export interface PngPixels extends Size {
  /** 1 grey or palette index, 2 grey and alpha, 3 RGB, 4 RGBA. */
  channels: number
  /** Row-major [height, width, channels]; 16-bit samples are cut to their upper 8 bits. */
  data: Uint8Array
  /** R, G, B of each palette index; null where samples are no indices. */
  palette: Uint8Array | null
}

const CHANNELS: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }
/** No camera picture has more; a damaged header may say anything. */
const MOST_PIXELS = 2 ** 27

/**
 * Reads a PNG (ISO/IEC 15948), all colour types and depths, without interlacing.
 * @param name of the file, for sentences
 * @throws InputError for what is no PNG, is damaged or interlaced
 */
export function pngPixels(bytes: Uint8Array, name: string): PngPixels {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 33 || view.getUint32(0) !== 0x89504e47 || view.getUint32(4) !== 0x0d0a1a0a)
    throw new InputError(`${name} is not a PNG picture; lane masks are PNG.`)
  const [width, height] = [view.getUint32(16), view.getUint32(20)]
  const [depth, colour, interlaced] = [bytes[24]!, bytes[25]!, bytes[28]!]
  const channels = CHANNELS[colour]
  if (!channels || ![1, 2, 4, 8, 16].includes(depth) || width * height === 0 || width * height > MOST_PIXELS)
    throw damaged(name)
  if (interlaced) throw new InputError(`${name} is an interlaced PNG, which is not read; save it without interlacing.`)
  const { packed, palette } = chunks(bytes, view, name)
  const pixelBytes = Math.max(1, (channels * depth) / 8)
  const rowBytes = Math.ceil((width * channels * depth) / 8)
  let raw: Uint8Array
  try {
    raw = inflateSync(packed, { maxOutputLength: (rowBytes + 1) * height + 1024 })
  } catch {
    throw damaged(name)
  }
  if (raw.length < (rowBytes + 1) * height) throw damaged(name)
  const rows = unfiltered(raw, rowBytes, height, pixelBytes, name)
  return { width, height, channels, data: samples(rows, rowBytes, { width, height }, channels, depth), palette }
}

function damaged(name: string): InputError {
  return new InputError(`${name} is damaged or cut off; copy it again from its source.`)
}

function chunks(bytes: Uint8Array, view: DataView, name: string): { packed: Buffer; palette: Uint8Array | null } {
  const parts: Uint8Array[] = []
  let palette: Uint8Array | null = null
  for (let at = 8; at + 12 <= bytes.length;) {
    const length = view.getUint32(at)
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
    const data = bytes.subarray(at + 8, at + 8 + length)
    if (data.length < length) throw damaged(name)
    if (type === 'IDAT') parts.push(data)
    if (type === 'PLTE') palette = data
    if (type === 'IEND') break
    at += 12 + length
  }
  return { packed: Buffer.concat(parts), palette }
}

/** Undoes the filters of the rows (clause 9 of the standard). */
function unfiltered(raw: Uint8Array, rowBytes: number, height: number, pixelBytes: number, name: string): Uint8Array {
  const out = new Uint8Array(rowBytes * height)
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (rowBytes + 1)]!
    if (filter > 4) throw damaged(name)
    const from = y * (rowBytes + 1) + 1
    const to = y * rowBytes
    for (let x = 0; x < rowBytes; x++) {
      const left = x >= pixelBytes ? out[to + x - pixelBytes]! : 0
      const up = y > 0 ? out[to + x - rowBytes]! : 0
      const corner = x >= pixelBytes && y > 0 ? out[to + x - rowBytes - pixelBytes]! : 0
      out[to + x] = raw[from + x]! + predicted(filter, left, up, corner)
    }
  }
  return out
}

function predicted(filter: number, left: number, up: number, corner: number): number {
  if (filter === 0) return 0
  if (filter === 1) return left
  if (filter === 2) return up
  if (filter === 3) return (left + up) >> 1
  const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)]
  return a <= b && a <= c ? left : b <= c ? up : corner
}

function samples(
  rows: Uint8Array,
  rowBytes: number,
  { width, height }: Size,
  channels: number,
  depth: number
): Uint8Array {
  if (depth === 8) return rows
  const data = new Uint8Array(width * height * channels)
  const perRow = width * channels
  for (let y = 0; y < height; y++)
    for (let i = 0; i < perRow; i++) {
      const bit = i * depth
      const byte = rows[y * rowBytes + (bit >> 3)]!
      data[y * perRow + i] = depth === 16 ? byte : (byte >> (8 - depth - (bit & 7))) & ((1 << depth) - 1)
    }
  return data
}
