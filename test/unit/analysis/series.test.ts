import { expect, it } from 'vitest'
import { createPace } from '../../../src/shared/pace.ts'
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
  const total = 2000
  const unknown = { rate: null, secondsLeft: null }
  expect(pace.at(0, total)).toEqual(unknown)
  for (let done = 10; done <= 100; done += 10) {
    now += 1000
    expect(pace.at(done, total)).toEqual({
      rate: expect.closeTo(10, 12) as number,
      secondsLeft: expect.closeTo((total - done) / 10, 9) as number
    })
  }
  for (let done = 200; done <= 1000; done += 100) {
    now += 1000
    pace.at(done, total)
  }
  now += 1000
  expect(pace.at(1100, total)).toEqual({ rate: 100, secondsLeft: 9 })
})

it('does not know the pace of something that stands still', () => {
  let now = 0
  const pace = createPace(() => now)
  pace.at(64, 100)
  now += 1000
  expect(pace.at(64, 100)).toEqual({ rate: null, secondsLeft: null })
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
