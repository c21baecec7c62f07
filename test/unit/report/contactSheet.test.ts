import { inflateSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { contactSheet } from '../../../src/main/report/contactSheet.ts'

/** Width, height and palette indices of a PNG with one IDAT chunk and no filters. */
function indicesOf(png: Buffer): { width: number; height: number; rows: number[][] } {
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)]
  const at = png.indexOf('IDAT')
  const raw = inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)))
  const rows = Array.from({ length: height }, (_, y) => [...raw.subarray(y * (width + 1) + 1, (y + 1) * (width + 1))])
  return { width, height, rows }
}

it('draws every map on one scale, a pixel apart', () => {
  // Three maps of 1 x 2 pixels: [0, 1], [2, -5], [4, 0].
  const { png, columns, scale } = contactSheet(Float32Array.of(0, 2, 4, 1, -5, 0), [1, 2, 3])
  expect({ columns, scale }).toEqual({ columns: 1, scale: 4 })
  expect(indicesOf(png)).toEqual({
    width: 2,
    height: 5,
    rows: [
      [0, 64],
      [0, 0],
      [128, 0],
      [0, 0],
      [255, 0]
    ]
  })
})

it.each([
  { shape: [31, 98, 24] as const, columns: 3, size: [3 * 99 - 1, 8 * 32 - 1] },
  { shape: [10, 10, 9] as const, columns: 3, size: [32, 32] },
  { shape: [50, 5, 2] as const, columns: 2, size: [11, 50] }
])('is about as wide as high for maps of $shape', ({ shape, columns, size }) => {
  const sheet = contactSheet(new Float32Array(shape[0] * shape[1] * shape[2]), shape)
  expect(sheet).toMatchObject({ columns, scale: 0 })
  const { width, height, rows } = indicesOf(sheet.png)
  expect([width, height]).toEqual(size)
  expect(rows.flat().every((index) => index === 0)).toBe(true)
})
