import { describe, expect, it } from 'vitest'
import { leftAlone, type BothRuns } from '../../../src/main/attention/leftAlone.ts'

const FRAMES = 40
const rule = { minSeconds: 0.5, mergeSeconds: 0.5 }

/** Ten frames a second. The other run has 0.8 of its attention in the lanes, the one that is asked 0.2. */
function both(changes: Partial<BothRuns>): BothRuns {
  return {
    frames: FRAMES,
    times: Array.from({ length: FRAMES }, (_, frame) => frame / 10),
    period: 0.1,
    left: [],
    others: [],
    share: Array<number>(FRAMES).fill(0.2),
    othersShare: Array<number>(FRAMES).fill(0.8),
    ...changes
  }
}

const ranges = (changes: Partial<BothRuns>): [number, number][] =>
  leftAlone(both(changes), rule).map(({ first, last }) => [first, last])

describe('where one left the lanes and the other did not', () => {
  it.each<[string, Partial<BothRuns>, [number, number][]]>([
    ['is all of a stretch in which the other stayed', { left: [{ first: 10, last: 19 }] }, [[10, 19]]],
    ['is not where both left', { left: [{ first: 10, last: 29 }], others: [{ first: 18, last: 39 }] }, [[10, 17]]],
    ['is nothing where the one stayed', { others: [{ first: 10, last: 29 }] }, []],
    ['is nothing shorter than the rule asks for', { left: [{ first: 10, last: 13 }] }, []],
    [
      'is one where the other left for a moment in between',
      { left: [{ first: 0, last: 39 }], others: [{ first: 10, last: 13 }] },
      [[0, 39]]
    ],
    [
      'is two where the other left for longer',
      { left: [{ first: 0, last: 39 }], others: [{ first: 10, last: 19 }] },
      [
        [0, 9],
        [20, 39]
      ]
    ]
  ])('%s', (_, changes, expected) => {
    expect(ranges(changes)).toEqual(expected)
  })

  it('is not where nothing is known of the other', () => {
    const othersShare = Array.from({ length: FRAMES }, (_, frame) => (frame < 20 ? null : 0.8))
    expect(ranges({ left: [{ first: 10, last: 29 }], othersShare })).toEqual([[20, 29]])
  })

  it('tells how long it lasts, and where they are farthest apart', () => {
    const othersShare = Array.from({ length: FRAMES }, (_, frame) => (frame === 14 ? 0.9 : 0.8))
    expect(leftAlone(both({ left: [{ first: 10, last: 19 }], othersShare }), rule)).toEqual([
      { first: 10, last: 19, worst: 14, seconds: expect.closeTo(1, 9) }
    ])
  })
})
