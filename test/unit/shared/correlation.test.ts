import { expect, it } from 'vitest'
import { correlation } from '../../../src/shared/correlation.ts'

const course = [0.1, -0.4, 0.7, 0.2]

it.each<[string, (number | null)[], (number | null)[], number | null]>([
  ['the same course at another scale', course, course.map((v) => 3 * v + 5), 1],
  ['the opposite course', course, course.map((v) => -v), -1],
  // Deviations (-1, 0, 1) and (-1, 1, 0): 1 / (sqrt 2 * sqrt 2).
  ['a worked example', [1, 2, 3], [1, 3, 2], 0.5],
  ['another, whose means are 2 and 3', [1, 2, 3], [4, 2, 3], -0.5],
  ['pairs of which some are unknown', [1, null, 2, 9, 3], [1, 5, 3, null, 2], 0.5],
  ['numbers far from zero', [1e5 + 1, 1e5 + 2, 1e5 + 3], [1, 3, 2], 0.5],
  ['what does not vary', [1, 1, 1], [1, 2, 3], null],
  ['what varies by rounding alone', [0.3, 0.3, 0.1 + 0.2], [1, 2, 3], null],
  ['what is not finite', [1, 2, Number.NaN], [1, 2, 3], null],
  ['too few pairs', [1, null, 2], [1, 2, 2], null]
])('is Pearson’s coefficient, of %s', (_, a, b, r) => {
  const found = correlation(a, b, 3)
  if (r === null) expect(found).toBeNull()
  else expect(found).toBeCloseTo(r, 6)
})

it('says nothing of fewer than twenty frames of a drive', () => {
  const frames = (count: number) => Array.from({ length: count }, (_, i) => Math.sin(i))
  expect(correlation(frames(19), frames(19))).toBeNull()
  expect(correlation(frames(20), frames(20))).toBeCloseTo(1, 12)
})
