import { expect, it } from 'vitest'
import { withValues } from '../../../src/main/attention/thresholds.ts'
import { defaultRule, type Rule } from '../../../src/shared/events.ts'
import type { FrameScore } from '../../../src/shared/frameScore.ts'

const scoreOf = (lift: number | null): FrameScore => ({
  share: lift && lift / 10,
  lift,
  laneConfidence: lift === null ? 0 : 1,
  zones: null
})
/** Lift 1, 2, … 100, then a hundred times 0.1; frame 4 is unknown. */
const scores = Array.from({ length: 200 }, (_, frame) => scoreOf(frame === 4 ? null : frame < 100 ? frame + 1 : 0.1))
const times = scores.map((_, frame) => frame / 10)
const rule: Rule = { ...defaultRule, thresholds: 'quantile', enter: 0.1, leave: 0.5, smoothSeconds: 0 }

it('leaves values as they are', () => {
  const fixed = { ...rule, thresholds: 'value' as const }
  expect(withValues(scores, times, fixed, { first: 0, last: 9 })).toBe(fixed)
})

it('takes quantiles of the nominal stretch, without frames that have no score', () => {
  // 11, 12, … 21: their 0.1 quantile is 12, their median 16.
  expect(withValues(scores, times, rule, { first: 10, last: 20 })).toEqual({
    ...rule,
    thresholds: 'value',
    enter: 12,
    leave: 16
  })
  // 1, 2, 3, 4, 6, 7, 8, 9.
  expect(withValues(scores, times, { ...rule, enter: 0, leave: 0.5 }, { first: 0, last: 8 })).toMatchObject({
    enter: 1,
    leave: 5
  })
})

it('takes them of the whole drive where no stretch is marked, of the measure that the rule reads', () => {
  expect(withValues(scores, times, { ...rule, measure: 'share', enter: 0.1, leave: 1 }, null)).toMatchObject({
    enter: expect.closeTo(0.01, 9) as number,
    leave: 10
  })
})

it('compares with what is compared: the smoothed measure', () => {
  const wiggle = scores.map((_, frame) => scoreOf(frame % 2 ? 1 : 3))
  const smooth = withValues(wiggle, times, { ...rule, smoothSeconds: 2, enter: 0, leave: 1 }, { first: 50, last: 150 })!
  expect(smooth.enter).toBeGreaterThan(1.8)
  expect(smooth.leave).toBeLessThan(2.2)
})

it('has nothing to compare with where no frame of the stretch has a score', () => {
  expect(withValues(scores, times, rule, { first: 4, last: 4 })).toBeNull()
})
