import { expect, it } from 'vitest'
import { columnsIn, gap, narrowest, parts } from '../../../../src/renderer/library/driveParts.ts'

it.each([0, 1, 23, 24, 25, 1000])('a list of %d is the same in parts', (length) => {
  const list = Array.from({ length }, (_, i) => i)
  const found = parts(list)
  expect(found.flat()).toEqual(list)
  // Only the last may leave a row unfinished.
  for (const part of found.slice(0, -1)) for (const columns of [1, 2, 3, 4]) expect(part.length % columns).toBe(0)
})

it('fits as many columns as there is room for, and one at least', () => {
  for (let width = 0; width < 2400; width += 7) {
    const columns = columnsIn(width)
    const takes = (n: number) => n * narrowest + (n - 1) * gap
    expect(columns === 1 || takes(columns) <= width).toBe(true)
    expect(takes(columns + 1)).toBeGreaterThan(width)
  }
})
