import { describe, expect, it } from 'vitest'
import { reached } from '../../../scripts/evaluate/bars.ts'
import { compared, sampleBars, sampleTable, type SampleEvents } from '../../../scripts/evaluate/sampleEvents.ts'

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
    expect(compared(events, shows)).toEqual({ events: events.length, planted: 2, found, flagged })
  })
})

describe('the bars of the sample', () => {
  const none = { method: 'Gradient', flagged: { all: 0, withBoard: 0, without: 0 }, planted: 4 }
  const honest: SampleEvents = { ...none, model: 'honest', events: 2, found: 0 }
  const cheater: SampleEvents = { ...none, model: 'cheater', events: 3, found: 4 }

  it.each<[string, SampleEvents[], boolean[]]>([
    ['reached', [honest, cheater], [true, true]],
    ['an honest model that is flagged often', [{ ...honest, events: 3 }, cheater], [false, true]],
    ['a stretch that was missed', [honest, { ...cheater, found: 3 }], [true, false]],
    ['no model', [], [false, false]]
  ])('%s', (_, results, expected) => {
    expect(sampleBars(results).map(reached)).toEqual(expected)
  })

  it('stand beside a table that tells how much of what was flagged', () => {
    const flagged = { all: 0.5, withBoard: 0.75, without: 0.25 }
    expect(sampleTable([{ ...cheater, flagged }])).toMatch(/cheater, Gradient +3 +50 % +75 % +25 % +4 of 4/)
  })
})
