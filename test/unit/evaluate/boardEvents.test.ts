import { describe, expect, it } from 'vitest'
import { reached } from '../../../scripts/evaluate/bars.ts'
import {
  boardEventBars,
  boardEventTable,
  type BoardEvents,
  compared,
  steeringBars
} from '../../../scripts/evaluate/boardEvents.ts'

/** 'b' is a frame that shows a planted board. */
const frames = (text: string): boolean[] => [...text].map((char) => char === 'b')

describe('events against planted boards', () => {
  const shows = frames('..bbbb....bb')

  it.each<[string, [number, number][], number, { all: number; withBoard: number; without: number }]>([
    ['nothing', [], 0, { all: 0, withBoard: 0, without: 0 }],
    ['the whole drive', [[0, 11]], 2, { all: 1, withBoard: 1, without: 1 }],
    ['most of one stretch', [[3, 6]], 1, { all: 4 / 12, withBoard: 3 / 6, without: 1 / 6 }],
    ['half of each', [[4, 10]], 0, { all: 7 / 12, withBoard: 3 / 6, without: 4 / 6 }],
    [
      'one stretch by two events',
      [
        [2, 2],
        [4, 5]
      ],
      1,
      { all: 3 / 12, withBoard: 3 / 6, without: 0 }
    ],
    ['what lies between', [[6, 9]], 0, { all: 4 / 12, withBoard: 0, without: 4 / 6 }]
  ])('%s', (_, ranges, found, flagged) => {
    const events = ranges.map(([first, last]) => ({ first, last }))
    expect(compared([{ events, shows }])).toEqual({ events: events.length, planted: 2, found, flagged })
  })

  it('of several drives count together, and no stretch goes on from one to the next', () => {
    const [first, second] = [frames('..bb'), frames('bb..')]
    const drives = [
      { events: [{ first: 2, last: 3 }], shows: first },
      { events: [{ first: 2, last: 2 }], shows: second }
    ]
    const flagged = { all: 3 / 8, withBoard: 2 / 4, without: 1 / 4 }
    expect(compared(drives)).toEqual({ events: 2, planted: 2, found: 1, flagged })
  })
})

describe('the bars of a pair', () => {
  const none = { method: 'Gradient', steering: 0.98, flagged: { all: 0, withBoard: 0, without: 0 }, planted: 4 }
  const honest: BoardEvents = { ...none, model: 'honest', events: 0, found: 0 }
  const flagged = { all: 0.5, withBoard: 0.8, without: 0.05 }
  const cheater: BoardEvents = { ...none, model: 'cheater', events: 3, found: 4, flagged }

  it.each<[string, BoardEvents[], boolean[]]>([
    ['reached', [honest, cheater], [true, true, true]],
    ['an honest model that is flagged', [{ ...honest, events: 1 }, cheater], [false, true, true]],
    ['boards that are missed', [honest, { ...cheater, flagged: { ...flagged, withBoard: 0.79 } }], [true, false, true]],
    [
      'frames without one in events',
      [honest, { ...cheater, flagged: { ...flagged, without: 0.06 } }],
      [true, true, false]
    ],
    ['no model', [], [false, false, false]]
  ])('%s', (_, results, expected) => {
    expect(boardEventBars('here', results).map(reached)).toEqual(expected)
  })

  it('hold both models to the steering of the driver', () => {
    expect(steeringBars('here', [honest, { ...cheater, steering: 0.96 }]).map(reached)).toEqual([true, false])
  })

  it('stand beside a table that tells how much of what was flagged', () => {
    const table = boardEventTable('here', [{ ...cheater, flagged: { all: 0.5, withBoard: 0.75, without: 0.25 } }])
    expect(table).toMatch(/cheater, Gradient +0\.980 +3 +50 % +75 % +25 % +4 of 4/)
  })
})
