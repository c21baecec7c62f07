import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { overlapOfRegions } from '../../../scripts/evaluate/overlap.ts'
import { CORRIDOR_INPUT, corridorInput } from '../../../src/main/lanes/corridorInput.ts'
import { CORRIDOR_OUTPUT, corridorLook, CorridorLook } from '../../../src/main/lanes/corridorLook.ts'
import { overlapOf, shapeOf, shapePolygon } from '../../../src/main/lanes/corridorShape.ts'
import { corridorShapes } from '../../../src/main/lanes/corridorShapes.ts'
import type { Polygon } from '../../../src/shared/lanes.ts'

const { width, height } = CORRIDOR_OUTPUT

/** Logits of a network that is `sure` of the own lane as far as `covered` says, 0..1 of a place. */
function places(covered: (x: number, y: number) => number, sure = 6): Float32Array {
  const logits = new Float32Array(width * height * 3)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) logits[(y * width + x) * 3 + 1] = sure * (2 * covered(x, y) - 1)
  return logits
}
const nothing = new Float32Array([0, 0])

/** How much of a place lies between two lines that start at a row of the picture. */
function between(left: (y: number) => number, right: (y: number) => number, top: number) {
  return (x: number, y: number): number => {
    const row = (y + 0.5) / height
    if (row < top) return 0
    const part = Math.min(x + 1, right(row) * width) - Math.max(x, left(row) * width)
    return Math.min(1, Math.max(0, part))
  }
}

function found(covered: (x: number, y: number) => number): Polygon | null {
  const shape = shapeOf(CorridorLook.parse(corridorLook(places(covered), nothing)))
  return shape && shapePolygon(shape, 0)
}

describe('the corridor of a look', () => {
  it.each([
    ['a lane ahead', (y: number) => 0.5 - 0.6 * (y - 0.4), (y: number) => 0.5 + 0.7 * (y - 0.4), 0.4],
    ['a lane that leaves the picture', (y: number) => 0.4 - 1.2 * (y - 0.3), (y: number) => 0.6 + 0.1 * y, 0.3],
    ['a bend', (y: number) => 0.9 - 0.8 * Math.sqrt(y), (y: number) => 1.15 - 0.5 * Math.sqrt(y), 0.35]
  ])('is %s', (_, left, right, top) => {
    const rows = Array.from({ length: 30 }, (_, i) => top + ((1 - top) * i) / 29)
    const truth: Polygon = [
      ...rows.map((y): [number, number] => [right(y), y]),
      ...rows.toReversed().map((y): [number, number] => [left(y), y])
    ]
    const polygon = found(between(left, right, top))!
    expect(overlapOfRegions(polygon, truth, { width: 320, height: 192 })).toBeGreaterThan(0.96)
  })

  it('is none where nothing is likely, or no more than a speck', () => {
    expect(found(() => 0)).toBeNull()
    expect(found((x, y) => Number(x < 3 && y < 3))).toBeNull()
  })

  it('is the largest part, whatever lies about', () => {
    const polygon = found((x, y) => Number((x > 20 && x < 50 && y > 20) || (x > 60 && y > 40)))!
    const xs = polygon.map(([x]) => x)
    expect(Math.max(...xs)).toBeLessThan(0.7)
  })

  it('is surer the less a network doubts', () => {
    const lane = between(
      () => 0.3,
      () => 0.7,
      0.4
    )
    const certainties = [1, 2, 4, 8].map((sure) => corridorLook(places(lane, sure), nothing).certainty)
    expect(certainties).toEqual(certainties.toSorted((a, b) => a - b))
    expect(certainties.at(-1)).toBeGreaterThan(95)
    expect(certainties[0]).toBeLessThan(75)
  })

  it('is always one that can be kept and read back', () => {
    const any = fc.float32Array({
      minLength: 3,
      maxLength: 40,
      noNaN: true,
      noDefaultInfinity: true,
      min: -40,
      max: 40
    })
    fc.assert(
      fc.property(
        any,
        fc.tuple(fc.integer({ min: -30, max: 30 }), fc.integer({ min: -30, max: 30 })),
        (values, whole) => {
          const logits = Float32Array.from({ length: width * height * 3 }, (_, i) => values[i % values.length]!)
          const look = corridorLook(logits, Float32Array.from(whole))
          expect(CorridorLook.parse(JSON.parse(JSON.stringify(look)))).toEqual(look)
        }
      )
    )
  })
})

describe('the overlap of two outlines', () => {
  const box = (left: number, top: number, right: number, bottom: number): Polygon => [
    [right, top],
    [right, bottom],
    [left, bottom],
    [left, top]
  ]
  it.each([
    ['itself', box(0.2, 0.5, 0.6, 1), box(0.2, 0.5, 0.6, 1), 1],
    ['one that is half as wide', box(0.2, 0.5, 0.6, 1), box(0.2, 0.5, 0.4, 1), 0.5],
    ['one beside it', box(0.2, 0.5, 0.4, 1), box(0.6, 0.5, 0.8, 1), 0],
    ['one that leaves the picture', box(-1, 0.5, 0.5, 1), box(0, 0.5, 0.5, 1), 1],
    ['none', box(0.2, 0.5, 0.4, 1), null, 0]
  ] as const)('with %s', (_, one, other, expected) => {
    expect(overlapOf(one, other && [...other])).toBeCloseTo(expected, 2)
  })
})

describe('corridors over time', () => {
  const lane = (shift: number) =>
    corridorLook(
      places(
        between(
          () => 0.3 + shift,
          () => 0.7 + shift,
          0.4
        )
      ),
      nothing
    )

  it('are steady where neighbours agree, and not where one jumps', () => {
    const steady = corridorShapes([lane(0), lane(0.01), lane(0)])
    const jumping = corridorShapes([lane(0), lane(0.3), lane(0)])
    expect(steady[1]!.steadiness).toBeGreaterThan(0.9)
    expect(jumping[1]!.steadiness).toBeLessThan(0.4)
  })

  it('are as they are alone', () => {
    expect(corridorShapes([lane(0)])[0]!.steadiness).toBe(1)
    expect(corridorShapes([null])).toEqual([null])
  })
})

describe('the network’s input', () => {
  it.each([
    [320, 180],
    [320, 160],
    [320, 240],
    [160, 120],
    [97, 61]
  ])('keeps the mean of a picture of %i x %i and where things are', (wide, high) => {
    const rgb = new Uint8Array(wide * high * 3)
    for (let y = 0; y < high; y++)
      for (let x = 0; x < wide; x++)
        rgb.set([Math.round((255 * x) / wide), Math.round((255 * y) / high), 51], (y * wide + x) * 3)
    const input = new Float32Array(CORRIDOR_INPUT.width * CORRIDOR_INPUT.height * 3)
    corridorInput(wide, high)(rgb, input, 0)
    for (const [column, row] of [
      [10, 10],
      [80, 48],
      [150, 90]
    ] as const) {
      const at = (row * CORRIDOR_INPUT.width + column) * 3
      expect(input[at]).toBeCloseTo((column + 0.5) / CORRIDOR_INPUT.width, 1.6)
      expect(input[at + 1]).toBeCloseTo((row + 0.5) / CORRIDOR_INPUT.height, 1.6)
      expect(input[at + 2]).toBeCloseTo(0.2, 5)
    }
  })
})
