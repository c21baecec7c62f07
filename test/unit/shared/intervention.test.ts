import { expect, it } from 'vitest'
import { type Effect, hidingInWords } from '../../../src/shared/intervention.ts'

const effect = (change: number, interval: [low: number, high: number] | null, size = Math.abs(change)): Effect => ({
  change,
  low: interval?.[0] ?? null,
  high: interval?.[1] ?? null,
  size,
  area: 0.1,
  picture: ''
})

it.each<[string, Effect | null]>([
  ['Without what it looked at outside the lane: 0.21 further right (0.15 to 0.27).', effect(-0.21, [-0.27, -0.15])],
  ['Without what it looked at outside the lane: 0.21 further left (0.15 to 0.27).', effect(0.21, [0.15, 0.27])],
  ['Without what it looked at outside the lane: 0.21 further left in this frame.', effect(0.21, null)],
  ['Without what it looked at outside the lane: either way, by 0.03 on average.', effect(0.01, [-0.02, 0.04], 0.03)],
  ['Without what it looked at outside the lane: no change.', effect(0, [0, 0])],
  ['Without what it looked at outside the lane: no change that counts.', effect(0.001, null)],
  ['It looked at nothing outside the lane here.', null]
])('%s', (words, outside) => {
  expect(hidingInWords('outside', { unit: 'normalised', outside, inside: null, region: null })).toBe(words)
})

it('tells the parts apart, in the unit of the model', () => {
  const all = { unit: 'deg', outside: effect(1, null), inside: effect(2, null), region: effect(-3, null) } as const
  expect(hidingInWords('inside', all)).toBe('Without as much of the lane: 2.0° further left in this frame.')
  expect(hidingInWords('region', all)).toBe('Without this region: 3.0° further right in this frame.')
})
