import { describe, expect, it } from 'vitest'
import { matchVerdicts, overlapOf } from '../../../src/main/attention/matchVerdicts.ts'

const range = (first: number, last: number) => ({ first, last })
const judged = (name: string, first: number, last: number) => ({ name, first, last })

describe('matchVerdicts', () => {
  it.each<[string, [number, number][], [string, number, number][], (string | null)[], string[]]>([
    ['the same stretch', [[10, 20]], [['a', 10, 20]], ['a'], []],
    ['a stretch whose ends moved', [[12, 25]], [['a', 10, 20]], ['a'], []],
    ['nothing where no frame is shared', [[21, 30]], [['a', 10, 20]], [null], ['a']],
    [
      'the better of two',
      [[10, 20]],
      [
        ['a', 0, 11],
        ['b', 9, 20]
      ],
      ['b'],
      ['a']
    ],
    [
      'one part of a split stretch, the larger',
      [
        [10, 12],
        [15, 29]
      ],
      [['a', 10, 30]],
      [null, 'a'],
      []
    ],
    [
      'one verdict of two merged stretches, and keeps the other',
      [[10, 40]],
      [
        ['a', 10, 15],
        ['b', 18, 40]
      ],
      ['b'],
      ['a']
    ],
    [
      'each its own',
      [
        [0, 9],
        [20, 29]
      ],
      [
        ['b', 21, 30],
        ['a', 1, 9]
      ],
      ['a', 'b'],
      []
    ],
    ['nothing of nothing', [], [['a', 1, 2]], [], ['a']]
  ])('takes over %s', (_, events, earlier, taken, left) => {
    const matches = matchVerdicts(
      events.map(([first, last]) => range(first, last)),
      earlier.map(([name, first, last]) => judged(name, first, last))
    )
    expect(matches.taken.map((one) => one?.name ?? null)).toEqual(taken)
    expect(matches.left.map((one) => one.name)).toEqual(left)
  })

  it('measures overlap as intersection over union in frames', () => {
    expect(overlapOf(range(0, 9), range(5, 14))).toBeCloseTo(5 / 15, 12)
    expect(overlapOf(range(0, 9), range(9, 9))).toBeCloseTo(1 / 10, 12)
    expect(overlapOf(range(0, 9), range(10, 19))).toBe(0)
  })
})
