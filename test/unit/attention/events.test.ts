import { describe, expect, it } from 'vitest'
import { findEvents } from '../../../src/main/attention/events.ts'
import { smoothOverTime } from '../../../src/main/attention/smoothing.ts'
import { defaultRule, type Rule } from '../../../src/shared/events.ts'
import type { FrameScore } from '../../../src/shared/frameScore.ts'
import { seeded } from '../../../testing/seeded.ts'

/** Ten frames a second; no smoothing, no merging, no least length unless a case says so. */
const plain: Rule = {
  measure: 'share',
  thresholds: 'value',
  enter: 0.4,
  leave: 0.6,
  smoothSeconds: 0,
  minSeconds: 0,
  mergeSeconds: 0,
  minConfidence: 0.5,
  margin: 0,
  kinds: defaultRule.kinds
}

const scoreOf = (share: number | null, confidence = 1): FrameScore => ({
  share,
  lift: share === null ? null : share * 2,
  laneConfidence: share === null ? 0 : confidence,
  zones: share === null ? null : { left: 1 - share, right: 0, above: 0, below: 0 }
})

/** Digits are shares in tenths, '.' is a frame without a lane region. */
const series = (text: string): FrameScore[] => [...text].map((char) => scoreOf(char === '.' ? null : Number(char) / 10))
const timesOf = (count: number, rate = 10): number[] => Array.from({ length: count }, (_, i) => i / rate)

function ranges(text: string, rule: Partial<Rule> = {}): [number, number][] {
  const scores = series(text)
  return findEvents(scores, timesOf(scores.length), { ...plain, ...rule }).map(({ first, last }) => [first, last])
}

describe('findEvents', () => {
  it.each<[string, string, Partial<Rule>, [number, number][]]>([
    ['nothing of nothing', '', {}, []],
    ['nothing where attention stays', '7777777', {}, []],
    ['a run', '7733377', {}, [[2, 4]]],
    [
      'a run at both ends of the drive',
      '3377733',
      {},
      [
        [0, 1],
        [5, 6]
      ]
    ],
    ['a run of one frame', '7773777', {}, [[3, 3]]],
    ['entering only below the lower threshold', '7555577', {}, []],
    ['staying until above the upper threshold', '7735557', {}, [[2, 5]]],
    ['not entering exactly at the lower threshold', '7744477', {}, []],
    ['not leaving exactly at the upper threshold', '7736667', {}, [[2, 5]]],
    ['the other measure', '7733377', { measure: 'lift', enter: 0.61, leave: 0.7 }, [[2, 4]]],
    [
      'a gap without lanes splitting a run',
      '733..337',
      {},
      [
        [1, 2],
        [5, 6]
      ]
    ],
    ['a gap without lanes ending the hysteresis', '735..555', {}, [[1, 2]]],
    ['a short gap without lanes closed, the hysteresis with it', '735..557', { mergeSeconds: 0.3 }, [[1, 6]]],
    [
      'a gap as long as the limit left open',
      '733..337',
      { mergeSeconds: 0.2 },
      [
        [1, 2],
        [5, 6]
      ]
    ],
    ['a short gap of attention closed', '733773377', { mergeSeconds: 0.3 }, [[1, 6]]],
    ['no event from frames without lanes alone', '77.....77', { mergeSeconds: 9 }, []],
    ['gaps at the ends of the drive left out', '..333..', { mergeSeconds: 9 }, [[2, 4]]],
    ['runs shorter than the least length dropped', '7337773337', { minSeconds: 0.3 }, [[6, 8]]],
    ['short runs merged before they are measured', '73377337', { minSeconds: 0.4, mergeSeconds: 0.3 }, [[1, 6]]]
  ])('finds %s: %s', (_, text, rule, expected) => {
    expect(ranges(text, rule)).toEqual(expected)
  })

  it('leaves out frames whose lanes are less certain than the rule wants', () => {
    const scores = [1, 1, 0.49, 0.5, 1].map((confidence) => scoreOf(0.1, confidence))
    const found = findEvents(scores, timesOf(5), plain)
    expect(found.map(({ first, last }) => [first, last])).toEqual([
      [0, 1],
      [3, 4]
    ])
  })

  it('overlooks a flicker when it smooths, and finds the true ends of a long stretch', () => {
    expect(ranges(`${'9'.repeat(20)}1${'9'.repeat(20)}`, { smoothSeconds: 1 })).toEqual([])
    const long = `${'9'.repeat(20)}${'1'.repeat(15)}${'9'.repeat(20)}`
    expect(ranges(long, { smoothSeconds: 1 })).toEqual([[20, 34]])
    expect(ranges(long, { smoothSeconds: 1, enter: 0.2, leave: 0.2 })).toEqual([[20, 34]])
    expect(ranges(long, { smoothSeconds: 1, enter: 0.8, leave: 0.85 })).toEqual([[20, 34]])
  })

  it('finds half a second in which attention is nearly gone, however much of it there is before and after', () => {
    const plenty = Array.from({ length: 100 }, (_, i) => scoreOf(i >= 40 && i < 50 ? 0.2 : 2.5))
    const rule = { ...plain, measure: 'lift' as const, enter: 0.8, leave: 1, smoothSeconds: 0.5, minSeconds: 0.5 }
    // The plain mean around its middle is (10 x 0.4 + 5) / 11 = 0.82.
    expect(findEvents(plenty, timesOf(100, 20), rule)).toMatchObject([{ first: 40, last: 49 }])
  })

  it.each([
    ['one that knows nothing of lanes', 1, []],
    ['one with less than that in the lanes', 0.95, [{ first: 30, last: 59 }]],
    ['one with more', 1.05, []]
  ])('by default knows attention that left: %s', (_, lift, expected) => {
    const scores = Array.from({ length: 90 }, (_, i) => scoreOf((i >= 30 && i < 60 ? lift : 1.6) / 2))
    expect(findEvents(scores, timesOf(90, 20), defaultRule)).toMatchObject(expected)
  })

  it('keeps an end at which attention had left already, though it falls further', () => {
    const start = `${'3'.repeat(4)}${'1'.repeat(20)}${'9'.repeat(20)}`
    expect(ranges(start, { smoothSeconds: 1 })).toEqual([[0, 23]])
    expect(ranges(`....${start}`, { smoothSeconds: 1 })).toEqual([[4, 27]])
    expect(ranges([...start].toReversed().join(''), { smoothSeconds: 1 })).toEqual([[20, 43]])
  })

  it('finds the ends within three frames under noise, for any length from a second on', () => {
    const random = seeded(11)
    for (let trial = 0; trial < 40; trial++) {
      const first = 30 + Math.floor(random() * 30)
      const last = first + 20 + Math.floor(random() * 60)
      const scores = Array.from({ length: 200 }, (_, i) =>
        scoreOf((i >= first && i <= last ? 0.2 : 0.75) + 0.2 * (random() - 0.5))
      )
      const found = findEvents(scores, timesOf(200, 20), { ...plain, smoothSeconds: 1, minSeconds: 0.5 })
      expect(found).toHaveLength(1)
      expect(Math.abs(found[0]!.first - first)).toBeLessThanOrEqual(3)
      expect(Math.abs(found[0]!.last - last)).toBeLessThanOrEqual(3)
    }
  })

  it('names the worst frame and says where attention went, for how long', () => {
    const scores = series('9933133399')
    scores[5]!.zones = { left: 0.1, right: 0, above: 0.6, below: 0 }
    const [event] = findEvents(scores, timesOf(10), plain)
    expect(event).toMatchObject({ first: 2, last: 7, worst: 4 })
    // Left: (5 x 0.7 + 0.2 + ...) worked by hand: 0.7 0.7 0.9 0.1 0.7 0.7 = 3.8 of 6; in the lanes 1.6 of 6.
    expect(event!.reason).toBe('63 % of attention left of the lane, 27 % in the lane, for 0.6 s')
  })

  it('names the place above the horizon where most attention went there', () => {
    const scores = series('9222222222222229').map((score) =>
      score.share! < 0.5 ? { ...score, zones: { left: 0.02, right: 0.07, above: 0.71, below: 0 } } : score
    )
    expect(findEvents(scores, timesOf(16), plain)[0]!.reason).toBe(
      '71 % of attention above the horizon, 20 % in the lane, for 1.4 s'
    )
  })

  it('names the lane first where most of the attention lies there all the same', () => {
    const scores = series('9333333333333339').map((score) =>
      score.share! < 0.5 ? { ...score, share: 0.37, zones: { left: 0.16, right: 0.25, above: 0.22, below: 0 } } : score
    )
    const [{ reason } = { reason: '' }] = findEvents(scores, timesOf(16), plain)
    expect(reason).toBe('37 % of attention in the lane, 25 % right of the lane, 22 % above the horizon, for 1.4 s')
  })

  it('ranks longer and deeper stretches as more severe, between 0 and 1', () => {
    const severity = (text: string): number => findEvents(series(text), timesOf(text.length), plain)[0]!.severity
    expect(severity('9333339')).toBeGreaterThan(severity('9339'))
    expect(severity('9119')).toBeGreaterThan(severity('9339'))
    expect(severity(`9${'0'.repeat(200)}9`)).toBeGreaterThan(0.99)
    expect(severity('9' + '0'.repeat(9) + '9')).toBeLessThanOrEqual(1)
  })

  it('never begins, ends or (but for merged gaps) spends an event on frames without lanes', () => {
    const random = seeded(23)
    for (let trial = 0; trial < 200; trial++) {
      const text = Array.from({ length: 80 }, () => {
        const kind = random()
        return kind < 0.25 ? '.' : String(Math.floor(random() * 10))
      }).join('')
      const rule = {
        ...plain,
        smoothSeconds: Math.floor(random() * 3) * 0.4,
        mergeSeconds: Math.floor(random() * 4) * 0.1,
        minSeconds: Math.floor(random() * 3) * 0.2
      }
      const scores = series(text)
      const events = findEvents(scores, timesOf(80), rule)
      let before = -1
      for (const { first, last, worst } of events) {
        expect(first).toBeGreaterThan(before)
        before = last
        expect(text[first]).not.toBe('.')
        expect(text[last]).not.toBe('.')
        expect(text[worst]).not.toBe('.')
        expect((last - first + 1) / 10).toBeGreaterThanOrEqual(rule.minSeconds - 1e-6)
        const gaps = text.slice(first, last + 1).match(/\.+/g) ?? []
        for (const gap of gaps) expect(gap.length / 10).toBeLessThan(rule.mergeSeconds)
      }
    }
  })

  it('goes through eighteen thousand frames in a tenth of a second', () => {
    const scores = Array.from({ length: 18_000 }, (_, i) => scoreOf(0.5 + 0.4 * Math.sin(i / 50)))
    const times = timesOf(18_000, 30)
    const rule = { ...plain, smoothSeconds: 1, minSeconds: 0.5, mergeSeconds: 0.5 }
    findEvents(scores, times, rule)
    // Processor time: the clock also counts what else the machine does.
    const began = process.cpuUsage()
    findEvents(scores, times, rule)
    expect(process.cpuUsage(began).user / 1000).toBeLessThan(100)
  })
})

describe('smoothOverTime', () => {
  it('averages the known frames within half the width to either side', () => {
    const smooth = smoothOverTime(Float64Array.from([1, 2, NaN, 6, 9]), timesOf(5), 0.2)
    expect([...smooth]).toEqual([1.5, 1.5, NaN, 7.5, 7.5])
  })
})
