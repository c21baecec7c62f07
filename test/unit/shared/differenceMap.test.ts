import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { differenceMap, type PlacedMap } from '../../../src/shared/differenceMap.ts'
import type { Rect } from '../../../src/shared/recipe.ts'
import { quantise } from '../../../src/shared/saliencyMap.ts'

const everything: Rect = { x: 0, y: 0, width: 1, height: 1 }

function placed(rows: readonly (readonly number[])[], seen = everything): PlacedMap {
  const map = quantise(Float32Array.from(rows.flat()), rows[0]!.length, rows.length)
  return { map, seen, seenPixels: null }
}

const rounded = (values: Iterable<number>): number[] => Array.from(values, (value) => Number(value.toFixed(4)))

describe('one map less another', () => {
  it('is the shares of the first less those of the second, in multiples of an even spread', () => {
    const found = differenceMap(placed([[1, 0, 0, 0]]), placed([[0, 0, 2, 2]]))!
    // Of four cells, an even spread has a quarter in each.
    expect(rounded(found.values)).toEqual([4, 0, -2, -2])
    expect(found).toMatchObject({ area: everything, width: 4, height: 1, within: { a: 1, b: 1 } })
  })

  it('does not depend on the scale of the maps', () => {
    const found = differenceMap(placed([[1, 3]]), placed([[100, 300]]))!
    expect(rounded(found.values)).toEqual([0, 0])
  })

  it('lays a coarse map on the grid of the fine one', () => {
    const found = differenceMap(placed([[0, 0, 1, 1]]), placed([[1, 0]]))!
    expect(rounded(found.values)).toEqual([-2, -2, 2, 2])
  })

  it('is over what both are given of the picture, and says how much of each lies there', () => {
    // The second model is given the lower half alone.
    const lower = { x: 0, y: 0.5, width: 1, height: 0.5 }
    const found = differenceMap(placed([[3], [1]]), placed([[1]], lower))!
    expect(found).toMatchObject({ area: lower, width: 1, height: 1 })
    expect(found.within.a).toBeCloseTo(0.25, 2)
    expect(found.within.b).toBe(1)
    expect(found.values[0]).toBeCloseTo(-0.75, 2)
  })

  it('is unknown where one of both sees nothing', () => {
    const strided = { ...placed([[1, 1]]), seenPixels: { width: 2, height: 1, data: Uint8Array.of(1, 0) } }
    expect(rounded(differenceMap(strided, placed([[1, 1]]))!.values)).toEqual([1, NaN])
  })

  it.each<[string, PlacedMap, PlacedMap]>([
    ['a map is zero everywhere', placed([[0, 0]]), placed([[1, 1]])],
    [
      'they are given no common part of the picture',
      placed([[1]], { x: 0, y: 0, width: 1, height: 0.5 }),
      placed([[1]], { x: 0, y: 0.5, width: 1, height: 0.5 })
    ]
  ])('is none where %s', (_, a, b) => {
    expect(differenceMap(a, b)).toBeNull()
  })

  it('neither loses nor makes attention, whatever sizes and crops', () => {
    const part = fc.record({
      x: fc.double({ min: 0, max: 0.4, noNaN: true }),
      y: fc.double({ min: 0, max: 0.4, noNaN: true }),
      width: fc.double({ min: 0.5, max: 0.6, noNaN: true }),
      height: fc.double({ min: 0.5, max: 0.6, noNaN: true })
    })
    const map = fc
      .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }))
      .chain(([width, height]) =>
        fc
          .array(fc.integer({ min: 1, max: 255 }), { minLength: width * height, maxLength: width * height })
          .map((values) => quantise(Float32Array.from(values), width, height))
      )
    const placedMap = fc.record({ map, seen: part, seenPixels: fc.constant(null) })
    fc.assert(
      fc.property(placedMap, placedMap, (a, b) => {
        const found = differenceMap(a, b)!
        const cells = found.values.length
        const sum = found.values.reduce((total, value) => total + value, 0) / cells
        expect(sum).toBeCloseTo(found.within.a - found.within.b, 4)
        const back = differenceMap(b, a)!
        found.values.forEach((value, i) => expect(back.values[i]).toBeCloseTo(-value, 4))
        expect(found.within.a).toBeLessThanOrEqual(1 + 1e-9)
      })
    )
    const whole = fc.record({ map, seen: fc.constant(everything), seenPixels: fc.constant(null) })
    fc.assert(
      fc.property(whole, whole, (a, b) => {
        const { within } = differenceMap(a, b)!
        expect(within.a).toBeCloseTo(1, 9)
        expect(within.b).toBeCloseTo(1, 9)
      })
    )
  })
})
