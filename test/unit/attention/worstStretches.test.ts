import { expect, it } from 'vitest'
import { ruleInput } from '../../../src/main/attention/ruleInput.ts'
import { worstStretches } from '../../../src/main/attention/worstStretches.ts'
import { defaultRule } from '../../../src/shared/events.ts'
import type { FrameScore } from '../../../src/shared/frameScore.ts'
import { eachZone } from '../../../src/shared/zones.ts'

const quietScore = (lift: number): FrameScore => ({
  share: lift / 4,
  lift,
  laneConfidence: 1,
  zones: eachZone(() => (1 - lift / 4) / 4)
})

it('the worst stretches of a drive that is off all along are where the measure is least', () => {
  // A minute at 10 a second; worst around frames 100, 300 and 500, and a little better everywhere else.
  const dips = [100, 300, 500]
  const lift = (frame: number): number =>
    Math.min(...dips.map((dip, i) => (Math.abs(frame - dip) < 20 ? 0.1 + 0.05 * i : 0.7)))
  const scores = Array.from({ length: 600 }, (_, frame) => quietScore(lift(frame)))
  const input = ruleInput(
    scores,
    Float64Array.from(scores, (_, i) => i / 10),
    defaultRule
  )
  const found = worstStretches(input, [{ first: 0, last: 599 }])
  expect(found).toHaveLength(3)
  found.forEach(({ first, last, worst, kind }, i) => {
    expect([kind, last - first + 1]).toEqual(['left', 30])
    expect(Math.abs((first + last) / 2 - dips[i]!)).toBeLessThan(12)
    expect(first <= worst && worst <= last).toBe(true)
  })
})

it('are no more than there is room for', () => {
  const scores = Array.from({ length: 250 }, () => quietScore(0.5))
  const input = ruleInput(
    scores,
    Float64Array.from(scores, (_, i) => i / 10),
    defaultRule
  )
  const found = worstStretches(input, [{ first: 0, last: 119 }])
  expect(found.length).toBeGreaterThan(0)
  for (const [i, { first }] of found.entries()) if (i > 0) expect(first - found[i - 1]!.last).toBeGreaterThan(29)
})
