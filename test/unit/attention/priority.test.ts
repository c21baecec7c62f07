import { describe, expect, it } from 'vitest'
import { priority, steeringGap, steeringInWords, timesUsual } from '../../../src/main/attention/priority.ts'

describe('steering beside other steering', () => {
  it('is measured in multiples of the median gap of the drive, over frames where both are known', () => {
    const gap = steeringGap([0, 1, 2, null, 4, 5], [0.5, 0.5, 1.5, 3, null, 3.5])!
    // Gaps 0.5, 0.5, 0.5, unknown, unknown, 1.5.
    expect(gap.usual).toBe(0.5)
    expect(timesUsual(gap, { first: 0, last: 2 })).toBe(1)
    expect(timesUsual(gap, { first: 2, last: 5 })).toBe(2)
    expect(timesUsual(gap, { first: 3, last: 4 })).toBeNull()
    // An event may end at the end of the drive, and what comes after it does not exist.
    expect(timesUsual(gap, { first: 5, last: 30 })).toBe(3)
  })

  it('is unknown where no frame has both, and as usual where it never differs', () => {
    expect(steeringGap([1, null], [null, 2])).toBeNull()
    expect(timesUsual(steeringGap([1, 2], [1, 2])!, { first: 0, last: 1 })).toBe(0)
  })

  it('does not call the least gap enormous on a drive that is followed exactly nearly everywhere', () => {
    const predicted = Array.from({ length: 100 }, (_, i) => (i === 50 ? 1 : 0))
    const gap = steeringGap(
      predicted,
      predicted.map(() => 0)
    )!
    expect(timesUsual(gap, { first: 50, last: 50 })).toBe(100)
  })
})

describe('priority', () => {
  it('halves the severity where steering is as usual or unknown, and leaves it whole where it is far off', () => {
    expect(priority(0.8, [])).toBe(0.4)
    expect(priority(0.8, [null, null])).toBe(0.4)
    expect(priority(0.8, [1, null])).toBe(0.4)
    expect(priority(0.8, [1e9, 0])).toBeCloseTo(0.8)
    expect(priority(0.8, [0, null])).toBe(0)
  })

  it('ranks by severity and by the larger of both gaps', () => {
    expect(priority(0.6, [3, null])).toBeGreaterThan(priority(0.6, [2, null]))
    expect(priority(0.6, [0.5, 3])).toBe(priority(0.6, [3, 0.5]))
    expect(priority(0.7, [2])).toBeGreaterThan(priority(0.6, [2]))
  })
})

it.each([
  [null, null, ''],
  [1.4, 1.2, ''],
  [3.06, null, '; steering error 3.1 times the usual'],
  [1.5, 2, '; steering error 1.5 times the usual; the other model differs 2.0 times as much as usual']
])('says of steering that is off %s times and %s times: %s', (error, disagreement, words) => {
  expect(steeringInWords(error, disagreement)).toBe(words)
})
