import { crc32, deflateSync } from 'node:zlib'

/**
 * A PNG picture with a palette (W3C PNG, colour type 3, 8 bit): small for maps, and their values stay readable in it.
 * @param indices row-major [height, width], each an index into the palette
 * @param palette 256 entries of R, G, B, A
 */
export function indexedPng(indices: Uint8Array, width: number, height: number, palette: Uint8Array): Buffer {
  if (indices.length !== width * height) throw new RangeError(`${indices.length} indices are not ${height}x${width}`)
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 3, 0, 0, 0], 8)

  const colours = Buffer.alloc(256 * 3)
  const alphas = Buffer.alloc(256)
  for (let i = 0; i < 256; i++) {
    colours.set(palette.subarray(i * 4, i * 4 + 3), i * 3)
    alphas[i] = palette[i * 4 + 3]!
  }

  const rows = Buffer.alloc((width + 1) * height) // each row starts with its filter type, 0
  for (let y = 0; y < height; y++) rows.set(indices.subarray(y * width, (y + 1) * width), y * (width + 1) + 1)

  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('PLTE', colours),
    chunk('tRNS', alphas),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0))
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(body.length + 8)
  frame.writeUInt32BE(data.length, 0)
  frame.set(body, 4)
  frame.writeUInt32BE(crc32(body), body.length + 4)
  return frame
}
