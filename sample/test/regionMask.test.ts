import { describe, expect, it } from 'vitest'
import { createMaskPainter, regionMask } from '../truth/regionMask.ts'
import type { Polygon } from '../../src/shared/lanes.ts'
import type { Recipe } from '../../src/shared/recipe.ts'
import { seeded } from '../../testing/seeded.ts'

const whole = { crop: null }
const square = { width: 4, height: 4 }

/** A polygon given in pixels of the 4x4 map. */
const inPixels = (...points: [number, number][]): Polygon => points.map(([x, y]) => [x / 4, y / 4])

/** Coverage by brute force: the part of 64x64 sample points of each pixel that lie inside (even-odd rule). */
function sampled(polygon: [number, number][], width: number, height: number): number[] {
  const inside = (x: number, y: number): boolean => {
    let odd = false
    polygon.forEach(([ax, ay], i) => {
      const [bx, by] = polygon[(i + 1) % polygon.length]!
      if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) odd = !odd
    })
    return odd
  }
  return Array.from({ length: width * height }, (_, pixel) => {
    let hits = 0
    for (let j = 0; j < 64; j++)
      for (let i = 0; i < 64; i++)
        if (inside((pixel % width) + (i + 0.5) / 64, Math.floor(pixel / width) + (j + 0.5) / 64)) hits++
    return hits / 4096
  })
}

describe('regionMask', () => {
  it('covers everything with the whole picture', () => {
    const mask = regionMask(inPixels([0, 0], [4, 0], [4, 4], [0, 4]), whole, square, square)
    expect([...mask.coverage]).toEqual(new Array(16).fill(1))
    expect(mask).toMatchObject({ area: 16, top: 0, bottom: 3 })
  })

  it.each<[string, Polygon, number[]]>([
    [
      'a rectangle that halves pixels',
      inPixels([0.5, 1], [2.5, 1], [2.5, 2.5], [0.5, 2.5]),
      [0, 0, 0, 0, 0.5, 1, 0.5, 0, 0.25, 0.5, 0.25, 0, 0, 0, 0, 0]
    ],
    [
      'a diagonal, either way round',
      inPixels([0, 4], [0, 0], [4, 4]),
      [0.5, 0, 0, 0, 1, 0.5, 0, 0, 1, 1, 0.5, 0, 1, 1, 1, 0.5]
    ],
    [
      'a polygon beyond the picture on all sides',
      inPixels([-9, 2], [9, 2], [9, 90], [-9, 90]),
      [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1]
    ]
  ])('gives exact fractions for %s', (_, polygon, expected) => {
    for (const outline of [polygon, polygon.toReversed()]) {
      const { coverage } = regionMask(outline, whole, square, square)
      coverage.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 6))
    }
  })

  it('agrees with counting sample points for stars of any shape', () => {
    const random = seeded(5)
    for (let trial = 0; trial < 12; trial++) {
      const corners = 3 + Math.floor(random() * 7)
      const points = Array.from({ length: corners }, (_, i): [number, number] => {
        const angle = ((i + 0.8 * random()) / corners) * 2 * Math.PI
        const radius = 1 + 5 * random()
        return [4 + radius * Math.cos(angle), 3 + radius * Math.sin(angle)]
      })
      const map = { width: 8, height: 6 }
      const { coverage, area } = regionMask(
        points.map(([x, y]) => [x / 8, y / 6]),
        whole,
        map,
        map
      )
      const expected = sampled(points, 8, 6)
      coverage.forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThan(0.02))
      expect(area).toBeCloseTo(
        coverage.reduce((sum, value) => sum + value, 0),
        4
      )
    }
  })

  it('undoes crop and resize: a region of the picture lands on the pixels that came from it', () => {
    // Rows 60..134 of 160 are seen, at half size: picture rows 70..90 become map rows 5..15.
    const recipe: Pick<Recipe, 'crop'> = {
      crop: { of: { width: 320, height: 160 }, top: 60, right: 0, bottom: 26, left: 0 }
    }
    const polygon: Polygon = [
      [0.25, 70 / 160],
      [0.5, 70 / 160],
      [0.5, 90 / 160],
      [0.25, 90 / 160]
    ]
    const mask = regionMask(polygon, recipe, { width: 320, height: 160 }, { width: 160, height: 37 })
    expect(mask).toMatchObject({ top: 5, bottom: 14 })
    expect(mask.area).toBeCloseTo(10 * 40, 6)
    expect(mask.coverage[5 * 160 + 40]).toBe(1)
    expect(mask.coverage[5 * 160 + 39]).toBe(0)
  })

  it('is empty where the region was cropped away', () => {
    const recipe: Pick<Recipe, 'crop'> = { crop: { of: square, top: 0, right: 0, bottom: 2, left: 0 } }
    const mask = regionMask(inPixels([0, 3], [4, 3], [4, 4], [0, 4]), recipe, square, { width: 4, height: 2 })
    expect(mask.area).toBe(0)
    expect(mask.bottom).toBeLessThan(mask.top)
  })

  it('paints one polygon after another without a trace of the one before', () => {
    const paint = createMaskPainter(whole, square, square)
    paint(inPixels([0, 0], [4, 0], [4, 4], [0, 4]))
    const polygon = inPixels([1.3, 0.2], [3.1, 1], [2, 3.7])
    expect(paint(polygon)).toEqual(regionMask(polygon, whole, square, square))
  })
})
