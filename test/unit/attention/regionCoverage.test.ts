import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { regionCoverage } from '../../../src/main/attention/regionCoverage.ts'
import type { Point } from '../../../src/shared/recipe.ts'

const size = { width: 12, height: 9 }
const sum = (values: Float32Array): number => values.reduce((a, b) => a + b, 0)

/** The shoelace formula. */
function area(outline: readonly Point[]): number {
  return Math.abs(
    outline.reduce((all, [x, y], i) => {
      const [nextX, nextY] = outline[(i + 1) % outline.length]!
      return all + (x * nextY - nextX * y) / 2
    }, 0)
  )
}

describe('how much of each pixel lies in a region', () => {
  it('is exact for a rectangle, parts of pixels included', () => {
    const covered = regionCoverage(
      [
        [1.25, 2],
        [4, 2],
        [4, 3.5],
        [1.25, 3.5]
      ],
      size
    )
    expect(covered[2 * 12 + 1]).toBeCloseTo(0.75)
    expect(covered[2 * 12 + 2]).toBeCloseTo(1)
    expect(covered[3 * 12 + 3]).toBeCloseTo(0.5)
    expect(sum(covered)).toBeCloseTo(2.75 * 1.5)
  })

  it('sums up to the area, and is never below 0 or above 1', () => {
    const inside = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(fc.array(inside, { minLength: 8, maxLength: 8 }), (values) => {
        // A trapezium that stands in the picture, as corridors do.
        const [top, bottom] = [Math.min(values[0]!, values[1]!) * 9, Math.max(values[0]!, values[1]!) * 9]
        const [a, b] = [Math.min(values[2]!, values[3]!) * 12, Math.max(values[2]!, values[3]!) * 12]
        const [c, d] = [Math.min(values[4]!, values[5]!) * 12, Math.max(values[4]!, values[5]!) * 12]
        const outline: Point[] = [
          [a, top],
          [b, top],
          [d, bottom],
          [c, bottom]
        ]
        const covered = regionCoverage(outline, size)
        // Four lines a row: each end of the region is off by up to half of one.
        expect(Math.abs(sum(covered) - area(outline))).toBeLessThanOrEqual(0.25 * 12)
        for (const value of covered) expect(value >= 0 && value <= 1.0001).toBe(true)
      })
    )
  })

  it('leaves out what reaches beyond the picture', () => {
    const covered = regionCoverage(
      [
        [-5, -5],
        [40, -5],
        [40, 40],
        [-5, 40]
      ],
      size
    )
    expect(sum(covered)).toBeCloseTo(12 * 9)
  })
})
