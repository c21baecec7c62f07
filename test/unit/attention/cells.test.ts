import { expect, it } from 'vitest'
import { blurred } from '../../../src/main/attention/blurred.ts'
import { brightestFirst, cellsOf, coverageOf, sumsOfCells } from '../../../src/main/attention/cells.ts'
import { mostMarked } from '../../../src/main/attention/mostMarked.ts'
import { seededBytes } from '../../../testing/seeded.ts'

const size = { width: 23, height: 22 }
const cells = cellsOf(size)
const pixels = size.width * size.height

it('cells cover every pixel once, those at the ends in parts', () => {
  expect(cells).toEqual({ ...size, side: 2, columns: 12, count: 12 * 11 })
  const areas = sumsOfCells(cells, new Float32Array(pixels).fill(1))
  expect(areas.reduce((a, b) => a + b)).toBe(pixels)
  expect([areas[0], areas[11]]).toEqual([4, 2])
  const all = coverageOf(cells, areas.keys())
  expect(all.every((part) => part === 1)).toBe(true)
})

it('the brightest come first, a pixel at a time, and those without a pixel not at all', () => {
  expect(brightestFirst([4, 6, 9, 1], [1, 3, 0, 1])).toEqual([0, 1, 3])
})

it('what is marked most in a place is hidden up to an area, and nothing beside the place', () => {
  const place = Float32Array.from({ length: pixels }, (_, i) => (i % size.width < 10 ? 1 : 0))
  // Brightest at the top left; brighter still outside of the place.
  const map = Float32Array.from({ length: pixels }, (_, i) =>
    i % size.width < 10 ? 100 - Math.floor(i / size.width) : 1000
  )
  const hidden = mostMarked(cells, map, place, 40)
  expect(hidden.reduce((a, b) => a + b)).toBe(40)
  hidden.forEach((part, i) => {
    if (part > 0) expect([i % size.width < 10, Math.floor(i / size.width) < 4]).toEqual([true, true])
  })
})

it('a blur keeps what is even, and the mean of a picture that is wide enough', () => {
  const even = new Uint8Array(30 * 20 * 3).fill(90)
  expect(blurred(even, 30, 20, 3)).toEqual(even)
  // Each channel by itself.
  const coloured = Uint8Array.from({ length: 30 * 20 * 3 }, (_, i) => [10, 120, 240][i % 3]!)
  expect(blurred(coloured, 30, 20, 3)).toEqual(coloured)
  const noise = seededBytes(60 * 60, 4)
  const smooth = blurred(noise, 60, 60, 4)
  const mean = (values: Uint8Array): number => values.reduce((sum, value) => sum + value, 0) / values.length
  const spread = (values: Uint8Array): number => Math.max(...values) - Math.min(...values)
  expect(Math.abs(mean(smooth) - mean(noise))).toBeLessThan(4)
  expect(spread(smooth)).toBeLessThan(spread(noise) / 3)
})

it('a point is spread as three boxes one after the other would spread it', () => {
  const point = new Uint8Array(21)
  point[10] = 243
  // A box of three, three times: 1 3 6 7 6 3 1 of 27.
  expect(Array.from(blurred(point, 21, 1, 1).subarray(6, 15))).toEqual([0, 9, 27, 54, 63, 54, 27, 9, 0])
})
