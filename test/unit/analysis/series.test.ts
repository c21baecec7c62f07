import { expect, it } from 'vitest'
import { createPace } from '../../../src/main/analysis/pace.ts'
import { quantile } from '../../../src/shared/quantile.ts'
import { earlierDamage } from '../../../src/main/analysis/damagedFrames.ts'

// As numpy.quantile gives them (its default method is the same type 7).
it.each([
  [[], 0.995, 0],
  [[3], 0.995, 3],
  [[4, 1, 3, 2], 0.5, 2.5],
  [[4, 1, 3, 2], 1, 4],
  [[10, 0], 0.995, 9.95],
  [[1, 2, 3, 4, 5], 0.1, 1.4]
])('the quantile of %j at %d is %d', (values, q, expected) => {
  expect(quantile(values, q)).toBeCloseTo(expected, 12)
})

it('paces by the last seconds, not by the whole way', () => {
  let now = 0
  const pace = createPace(() => now)
  expect(pace.rate(0)).toBeNull()
  for (let count = 10; count <= 100; count += 10) {
    now += 1000
    expect(pace.rate(count)).toBeCloseTo(10, 12)
  }
  for (let count = 200; count <= 1000; count += 100) {
    now += 1000
    pace.rate(count)
  }
  now += 1000
  expect(pace.rate(1100)).toBeCloseTo(100, 12)
})

it('does not know the pace of something that stands still', () => {
  let now = 0
  const pace = createPace(() => now)
  pace.rate(64)
  now += 1000
  expect(pace.rate(64)).toBeNull()
})

it('warns of damage before the frame at which a pass was resumed', () => {
  expect(earlierDamage([70, 80], 64)).toEqual([])
  expect(earlierDamage([3, 4, 5, 9, 64], 64)).toEqual([
    {
      code: 'damaged-picture',
      message: 'The pictures of frames 3 to 5, 9 cannot be used; the ones before them stand in.',
      frames: { first: 3, last: 9 }
    }
  ])
})
