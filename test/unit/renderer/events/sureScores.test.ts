import { expect, test } from 'vitest'
import { sureScores } from '../../../../src/renderer/events/sureScores.ts'

const series = { share: [0.5, 0.6, null, 0.1], lift: [2, 3, null, 0.4], laneConfidence: [1, 0.5, 1, 0.49] }

test('frames whose lane is less certain than the rule asks are gaps; those that are just certain enough are not', () => {
  expect(sureScores(series, 'lift', { minConfidence: 0.5 })).toEqual([2, 3, null, null])
  expect(sureScores(series, 'share', { minConfidence: 0.8 })).toEqual([0.5, null, null, null])
  expect(sureScores(series, 'lift', { minConfidence: 0 })).toEqual(series.lift)
})
