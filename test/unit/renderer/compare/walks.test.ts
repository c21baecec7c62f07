import { describe, expect, it } from 'vitest'
import { neighbour, stopsOf, type Stop } from '../../../../src/renderer/compare/walks.ts'
import type { ComparedPair } from '../../../../src/shared/api.ts'

const times = { at: (frame: number) => frame / 10 }
const numbers = { frames: 100, mean: 0, median: 0, high: 0, largest: 1 }
const pair: ComparedPair = {
  a: 'a',
  b: 'b',
  steering: {
    ...numbers,
    unit: 'deg',
    correlation: null,
    moments: [
      { frame: 50, seconds: 5, difference: 1 },
      { frame: 20, seconds: 2, difference: -0.5 }
    ]
  },
  attention: null,
  leftAlone: { a: [{ first: 30, last: 40, worst: 35, seconds: 1.1 }], b: [] }
}

describe('what is walked through', () => {
  it('is the frames that are farthest apart, or the worst of each stretch and when that begins', () => {
    expect(stopsOf(pair, 'steering', times)).toEqual([
      { frame: 50, seconds: 5, difference: 1, lasts: null },
      { frame: 20, seconds: 2, difference: -0.5, lasts: null }
    ])
    expect(stopsOf(pair, 'aAlone', times)).toEqual([{ frame: 35, seconds: 3, lasts: 1.1, difference: null }])
    expect(stopsOf(pair, 'bAlone', times)).toEqual([])
    expect(stopsOf(pair, 'attention', times)).toEqual([])
  })
})

describe('the next place', () => {
  const stops: Stop[] = [50, 20, 80].map((frame) => ({ frame, seconds: frame / 10, difference: 1, lasts: null }))

  it.each<[string, number | null, number, 1 | -1, number | null]>([
    ['follows the list from a place in it', 50, 50, 1, 20],
    ['and back', 20, 20, -1, 50],
    ['is none behind the last', 80, 80, 1, null],
    ['is none before the first', 50, 50, -1, null],
    ['is the nearest ahead for who has left the list', null, 30, 1, 50],
    ['is the nearest behind', null, 30, -1, 20],
    ['is none where nothing lies ahead', null, 90, 1, null]
  ])('%s', (_, at, frame, direction, expected) => {
    const current = stops.find((stop) => stop.frame === at) ?? null
    expect(neighbour(stops, current, frame, direction)?.frame ?? null).toBe(expected)
  })
})
