import { describe, expect, it } from 'vitest'
import { misfit, usualCorridorWidth } from '../../../src/main/lanes/corridorWidth.ts'

describe('the usual width of corridors', () => {
  it('is the median of those that are likely right', () => {
    expect(usualCorridorWidth([2, 2.1, 2.2, 9, 0.1], [90, 80, 75, 74, 10])).toBeCloseTo(2.1, 9)
  })

  it.each<[string, (number | null)[], number[]]>([
    ['few are', [2, 2, 2, 2], [90, 10, 10, 10]],
    ['none has a width', [null, null], [90, 90]],
    ['there are none', [], []]
  ])('is not known where %s', (_, widths, isRight) => {
    expect(usualCorridorWidth(widths, isRight)).toBeNull()
  })
})

describe('how far a width is from the usual one', () => {
  it.each<[string, number | null, number]>([
    ['one that is not known', null, 0],
    ['the same', 2, 0],
    ['a little more', 2.3, 0],
    ['half of it', 1, Math.LN2 - 0.2],
    ['twice it', 4, Math.LN2 - 0.2],
    ['a hundred times it', 200, 1]
  ])('%s', (_, width, far) => {
    expect(misfit(width, 2, 0.2)).toBeCloseTo(far, 9)
  })
})
