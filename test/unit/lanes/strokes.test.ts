import { describe, expect, it } from 'vitest'
import { chromaOf, createRowRidges, type Ridge } from '../../../src/main/lanes/rowRidges.ts'
import { linkStrokes } from '../../../src/main/lanes/strokes.ts'

const WIDTH = 200
const grey = (value: number): [number, number, number] => [value, value, value]

/** One row of a picture from the colour at each x. */
const row = (colour: (x: number) => [number, number, number]): Uint8Array =>
  Uint8Array.from(Array.from({ length: WIDTH }, (_, x) => colour(x)).flat())

describe('ridges along a row', () => {
  const ridges = createRowRidges(WIDTH)
  const road = chromaOf(90, 90, 90)
  const within = (x: number, from: number, to: number): boolean => x >= from && x < to

  it.each<[string, number, number, (x: number) => [number, number, number]]>([
    ['a thin white line', 80, 82, (x) => grey(within(x, 80, 82) ? 200 : 90)],
    ['a broad white line', 80, 96, (x) => grey(within(x, 80, 96) ? 200 : 90)],
    ['a line at night', 80, 84, (x) => grey(within(x, 80, 84) ? 45 : 18)],
    ['a yellow line as bright as the road', 80, 86, (x) => (within(x, 80, 86) ? [112, 98, 20] : grey(97))],
    [
      'a line between road and grass',
      80,
      86,
      (x) => (within(x, 80, 86) ? grey(200) : x < 80 ? grey(90) : [90, 120, 50])
    ],
    ['a line on the edge of a shadow', 80, 86, (x) => grey(within(x, 80, 86) ? 220 : x < 80 ? 60 : 120)]
  ])('are found on %s', (_, from, to, colour) => {
    const found = ridges(row(colour), 0, road)
    expect(found).toHaveLength(1)
    expect(found[0]!.x).toBeGreaterThan((from + to) / 2 - 1.6)
    expect(found[0]!.x).toBeLessThan((from + to) / 2 + 1.6)
    expect(found[0]!.width).toBeLessThanOrEqual(to - from + 1)
  })

  it.each<[string, (x: number) => [number, number, number]]>([
    ['an even road', () => grey(90)],
    ['the edge of a shadow', (x) => grey(x < 100 ? 40 : 120)],
    ['a slow change of light', (x) => grey(60 + x / 3)],
    ['a dark line', (x) => grey(within(x, 80, 84) ? 20 : 90)],
    ['a step to grass', (x) => (x < 100 ? grey(90) : [110, 120, 60])],
    ['a strip of dry grass in the meadow', (x) => (within(x, 80, 84) ? [170, 160, 90] : [90, 120, 50])]
  ])('are not found on %s', (_, colour) => {
    expect(ridges(row(colour), 0, road)).toEqual([])
  })
})

describe('strokes', () => {
  const ridge = (x: number): Ridge => ({ x, width: 4, strength: 0.5 })

  it('link the ridges of a slanting line, also over a missed row', () => {
    const rows = Array.from({ length: 12 }, (_, i) => (i === 5 ? [] : [ridge(50 + 2 * i)]))
    const strokes = linkStrokes(rows, WIDTH)
    expect(strokes).toHaveLength(1)
    expect(strokes[0]!.x).toEqual(Array.from({ length: 12 }, (_, i) => 50 + 2 * i))
    expect(strokes[0]!.from).toBe(0)
  })

  it('keep two lines that come near each other apart', () => {
    const rows = Array.from({ length: 10 }, (_, i) => [ridge(40 + 3 * i), ridge(120 - 3 * i)])
    const ends = linkStrokes(rows, WIDTH).map(({ x }) => [x[0], x.at(-1)])
    expect(ends).toContainEqual([40, 67])
    expect(ends).toContainEqual([120, 93])
  })

  it('leave out what stands alone', () => {
    expect(linkStrokes([[ridge(20)], [ridge(90)], [ridge(160)], [], [ridge(40)]], WIDTH)).toEqual([])
  })

  it('keep the longest and strongest where there are too many', () => {
    const rows = Array.from({ length: 40 }, (_, i) =>
      Array.from({ length: 10 }, (_, k): Ridge => ({ x: 10 + 20 * k, width: 4, strength: k === 3 ? 0.9 : 0.2 })).filter(
        (_, k) => k === 3 || i < 38
      )
    )
    const strokes = linkStrokes(rows, WIDTH)
    expect(strokes.reduce((sum, { x }) => sum + x.length, 0)).toBeLessThanOrEqual(220)
    expect(strokes[0]!.x[0]).toBe(70)
  })
})
