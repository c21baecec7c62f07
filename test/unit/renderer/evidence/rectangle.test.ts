import { expect, test } from 'vitest'
import {
  cornersOf,
  middle,
  moved,
  type Place,
  rectangleOf,
  resized
} from '../../../../src/renderer/evidence/rectangle.ts'

const corners: Place[] = [
  [0.25, 0.5],
  [0.75, 0.75]
]

test.each([
  [corners[0]!, corners[1]!],
  [corners[1]!, corners[0]!],
  [
    [0.25, 0.75],
    [0.75, 0.5]
  ] as const
])('is the same from whichever corner it is drawn: %j to %j', (from, to) => {
  expect(rectangleOf(from, to)).toEqual({ x: 0.25, y: 0.5, width: 0.5, height: 0.25 })
})

test('ends where the picture ends', () => {
  expect(rectangleOf([0.5, 0.5], [1.4, -2])).toEqual({ x: 0.5, y: 0, width: 0.5, height: 0.5 })
})

test('a click, or a line, is none', () => {
  expect(rectangleOf([0.5, 0.5], [0.5, 0.5])).toBeNull()
  expect(rectangleOf([0.1, 0.5], [0.9, 0.501])).toBeNull()
  // Wholly beside the picture.
  expect(rectangleOf([1.2, 0.1], [1.5, 0.9])).toBeNull()
})

test('keys never take it out of the picture, nor make it too small to be seen', () => {
  let [there, wide, narrow] = [middle, middle, middle]
  for (let presses = 0; presses < 100; presses++) {
    there = moved(there, [0.02, -0.02])
    wide = resized(wide, [0.02, 0.02])
    narrow = resized(narrow, [-0.02, -0.02])
  }
  expect(there).toEqual({ ...middle, x: 1 - middle.width, y: 0 })
  for (const [x, y] of cornersOf(wide)) expect(Math.max(x, y)).toBeLessThanOrEqual(1)
  expect(wide.width).toBeCloseTo(1 - middle.x)
  const { x, y, width, height } = narrow
  expect(rectangleOf([x, y], [x + width, y + height])).not.toBeNull()
})
