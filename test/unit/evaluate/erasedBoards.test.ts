import { describe, expect, it } from 'vitest'
import { reached } from '../../../scripts/evaluate/bars.ts'
import { erasedBars, eraseBoxes, type PixelBox } from '../../../scripts/evaluate/erasedBoards.ts'

/** A grey picture from one value a pixel. */
const grey = (rows: number[][]): Uint8Array => Uint8Array.from(rows.flat().flatMap((v) => [v, v, v]))
const size = { width: 5, height: 2 }
const box = (left: number, right: number, top = 0, bottom = 1): PixelBox => ({ left, top, right, bottom })

describe('erased boxes', () => {
  const picture = grey([
    [10, 200, 201, 202, 50],
    [1, 2, 3, 4, 5]
  ])

  it.each<[string, PixelBox[], number[]]>([
    ['go evenly from the left to the right', [box(1, 4)], [10, 20, 30, 40, 50]],
    ['that touch are one', [box(1, 2), box(2, 4)], [10, 20, 30, 40, 50]],
    ['that overlap are one', [box(1, 3), box(2, 4)], [10, 20, 30, 40, 50]],
    ['at the left edge are what is to their right', [box(-3, 2)], [201, 201, 201, 202, 50]],
    ['at the right edge are what is to their left', [box(3, 9)], [10, 200, 201, 201, 201]],
    ['above the picture change nothing', [box(1, 4, -5, 0)], [10, 200, 201, 202, 50]]
  ])('%s', (_, boxes, row) => {
    expect(eraseBoxes(picture, size, boxes)).toEqual(grey([row, [1, 2, 3, 4, 5]]))
  })

  it('leave a row that they fill, for nothing is beside it', () => {
    expect(eraseBoxes(picture, size, [box(0, 5)])).toEqual(picture)
  })
})

it('boards must move the cheating model ten times as far', () => {
  expect(erasedBars('here', { honest: 0.005, cheater: 0.06 }).map(reached)).toEqual([true])
  expect(erasedBars('here', { honest: 0.007, cheater: 0.06 }).map(reached)).toEqual([false])
})
