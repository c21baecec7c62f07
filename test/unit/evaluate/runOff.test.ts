import { describe, expect, it } from 'vitest'
import { reached } from '../../../scripts/evaluate/bars.ts'
import { inTime } from '../../../scripts/evaluate/runoff/crashClip.ts'
import { runOffBars } from '../../../scripts/evaluate/runoff/evaluateRunOff.ts'
import { poissonUpperBound } from '../../../scripts/evaluate/runoff/poissonBound.ts'
import { before, type RunOffResult, warningOf } from '../../../scripts/evaluate/runoff/runOffs.ts'
import type { Flagged } from '../../../scripts/evaluate/runoff/watchDrives.ts'

const event = (first: number, last: number, kind = 'left'): Flagged => ({ first, last, kind })

/** Ten frames a second: astray from 90 on, out of its lane at 110, off the road at 130. */
const runOff: RunOffResult = {
  drive: 'off-00-sun',
  how: { at: 9, driver: 'asleep', pull: 0 },
  rate: 10,
  frames: 150,
  astray: 90,
  lane: 110,
  road: 130,
  sure: 1,
  lowest: 1,
  events: [],
  known: { lowest: 1, events: [] }
}

describe('what tells of a run-off in time', () => {
  it.each<[string, Flagged[], { lane: boolean; road: boolean }]>([
    ['nothing', [], { lane: false, road: false }],
    ['an event that begins half a second before the edge of the lane', [event(105, 115)], { lane: true, road: true }],
    ['one that begins a frame later', [event(106, 115)], { lane: false, road: true }],
    ['one that begins half a second before the edge of the road', [event(125, 140)], { lane: false, road: true }],
    ['one that begins later than that', [event(126, 140)], { lane: false, road: false }],
    ['one of any kind', [event(100, 104, 'lost')], { lane: true, road: true }],
    ['one that began before, and has not ended', [event(80, 95)], { lane: true, road: true }],
    ['one that was over before', [event(60, 89)], { lane: false, road: false }],
    ['one from the first second on', [event(9, 140)], { lane: false, road: false }],
    ['one from the end of the first second on', [event(10, 140)], { lane: true, road: true }]
  ])('%s', (_, events, { lane, road }) => {
    expect(warningOf({ ...runOff, events }, 'lane') !== undefined).toBe(lane)
    expect(warningOf({ ...runOff, events }, 'road') !== undefined).toBe(road)
  })

  it('leaves what was over before the driver went astray as false', () => {
    const events = [event(20, 30), event(60, 89), event(80, 95), event(125, 140)]
    expect(before({ ...runOff, events })).toEqual(events.slice(0, 2))
  })
})

describe('what tells of the crash in time', () => {
  const times = Array.from({ length: 261 }, (_, frame) => frame / 60)

  it.each<[string, Flagged[], Flagged | undefined]>([
    ['nothing', [], undefined],
    ['an event of the first second does not', [event(59, 200)], undefined],
    ['one right after it', [event(60, 200)], event(60, 200)],
    ['one half a second before the impact', [event(30, 50), event(150, 200)], event(150, 200)],
    ['one a frame later does not', [event(151, 200)], undefined]
  ])('%s', (_, events, expected) => {
    expect(inTime({ events, times })).toEqual(expected)
  })
})

describe('the bound on a count', () => {
  // Garwood 1936, and every table of chi-squared since: half its 0.95 quantile at 2 (k + 1) degrees of freedom.
  it.each([
    [0, 2.996],
    [1, 4.744],
    [2, 6.296],
    [3, 7.754],
    [10, 16.962]
  ])('%i seen: at most %f expected', (count, bound) => {
    expect(poissonUpperBound(count)).toBeCloseTo(bound, 3)
  })
})

describe('the bars of run-offs', () => {
  const flagged = { ...runOff, events: [event(105, 115)] }
  const quiet = { hours: 0.25, hourly: 0, atMost: 12 }
  const drives = (count: number, one: RunOffResult): RunOffResult[] => Array.from({ length: count }, () => one)
  const calm = (kind: string) => [{ drive: 'sample', seconds: 61, events: [event(40, 60, kind)] }]

  it.each([
    ['seventeen of twenty', 17, 'left', 0, [true, true, true]],
    ['sixteen', 16, 'left', 0, [false, true, true]],
    ['two false ones an hour', 20, 'left', 2, [true, false, true]],
    ['a lost lane on a calm drive', 20, 'lost', 0, [true, true, false]],
    ['a jump on a calm drive', 20, 'jumped', 0, [true, true, false]]
  ])('%s', (_, count, kind, hourly, expected) => {
    const off = [...drives(count, flagged), ...drives(20 - count, runOff)]
    const bars = runOffBars({ off, stays: [], quiet: { ...quiet, hourly }, calm: calm(kind), crash: null })
    expect(bars.map(reached)).toEqual(expected)
  })

  it('ask of the crash clip for a warning under both models, one of them of attention, and none too early', () => {
    const times = Array.from({ length: 261 }, (_, frame) => frame / 60)
    const result = (model: string, events: Flagged[]) => {
      return { model, found: { times, events, lift: [], confidence: [] }, known: [] }
    }
    const judged = (...crash: Flagged[][]) =>
      runOffBars({ off: [], stays: [], quiet, calm: [], crash: crash.map((events, i) => result(`${i}`, events)) })
        .slice(3)
        .map(reached)
    expect(judged([event(93, 240)], [event(110, 150, 'lost')])).toEqual([true, true, true, true, true])
    expect(judged([event(93, 240, 'lost')], [event(110, 150, 'lost')])).toEqual([true, true, false, true, true])
    expect(judged([event(93, 240)], [])).toEqual([true, false, true, true, true])
    expect(judged([event(10, 50), event(93, 240)], [event(55, 150, 'lost')])).toEqual([true, false, true, false, true])
    expect(judged([event(93, 240)], [event(40, 150, 'lost')])).toEqual([true, false, true, false, false])
  })
})
