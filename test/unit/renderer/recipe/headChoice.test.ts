import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chartSize, headChart } from '../../../../src/renderer/recipe/headChart.ts'
import { evenTimes, headAs, headProblem, presetOf, timesOf } from '../../../../src/renderer/recipe/headChoice.ts'
import { headPresets } from '../../../../src/shared/headPresets.ts'
import { planTimes } from '../../../../src/shared/openpilotPlan.ts'
import type { SteeringHead } from '../../../../src/shared/steeringHead.ts'

const presetsOf = (...shape: number[]) => {
  const output = { name: 'out', shape }
  return headPresets(output, [output])
}
const plain: SteeringHead = { output: 'out', index: 0, unit: 'deg', positive: 'left' }

test.each([[[1]], [[2]], [[15]], [[10, 2]], [[6512]], [[2580]]])('a preset of %j is known again', (shape) => {
  const presets = presetsOf(...shape)
  // JetRacer's x is a number like others.
  for (const { id, head } of presets.filter((one) => one.id !== 'jetracer')) expect(presetOf(head, presets)).toBe(id)
})

test('unit and sign of plain numbers stay from one to the other, those that a preset knows are taken', () => {
  const byId = new Map(presetsOf(10, 2).map((preset) => [preset.id, preset]))
  expect(headAs(byId.get('difference')!, plain)).toMatchObject({ unit: 'deg', positive: 'left' })
  const offset = headAs(byId.get('offset')!, { ...plain, positive: 'right' })
  expect(offset).toMatchObject({ unit: 'm', positive: 'left' })
  expect(headAs(byId.get('number')!, offset)).toMatchObject({ unit: 'normalised', positive: 'right' })
})

test.each<[string, Partial<SteeringHead>, RegExp | null]>([
  ['what the model gives', {}, null],
  ['a number that it does not give', { index: 2 }, /gives 2 numbers/],
  ['an empty field', { index: NaN }, /^Fill in every field/],
  [
    'a time beyond the trajectory',
    { of: { as: 'offset', after: 9, times: [0, 1], first: 0, stride: 1 } },
    /from 0 to 1 s/
  ]
])('%s is said', (_, part, words) => {
  const problem = headProblem({ ...plain, ...part }, [{ name: 'out', shape: [2] }])
  if (words) expect(problem).toMatch(words)
  else expect(problem).toBeNull()
})

test('even times are told by their first and the time between', () => {
  const seconds = fc.integer({ min: 1, max: 4000 }).map((value) => value / 1000)
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 60 }), seconds, seconds, (points, from, between) => {
      const even = evenTimes(timesOf(points, from, between))
      expect(even?.from).toBeCloseTo(from, 6)
      expect(even?.between).toBeCloseTo(between, 6)
    })
  )
  expect(evenTimes(planTimes)).toBeNull()
})

describe('the chart', () => {
  const curves = (values: (number | null)[], recorded: (number | null)[], unit = 'deg') => ({
    frames: [0, 1, 2],
    times: [0, 1, 4],
    recorded: { name: 'angle', unit, values: recorded },
    curves: [{ values, correlation: null }]
  })
  const points = (path: string | null): number[][] =>
    [...(path ?? '').matchAll(/[ML](\S+) (\S+?)(?=[ML]|$)/g)].map(([, x, y]) => [Number(x), Number(y)])
  const middle = chartSize.height / 2
  const reach = middle - 3

  test('has left above the middle, on one scale where the units agree', () => {
    const { predicted, recorded, together } = headChart(curves([2, 0, -1], [4, 0, 4]), 0, 'deg')
    expect(together).toBe(true)
    expect(points(predicted)).toEqual([
      [0, middle - reach / 2],
      [chartSize.width / 4, middle],
      [chartSize.width, Number((middle + reach / 4).toFixed(1))]
    ])
    expect(points(recorded).map(([, y]) => y)).toEqual([middle - reach, middle, middle - reach])
  })

  test('has a scale for each where they do not', () => {
    const { predicted, together } = headChart(curves([2, 0, -2], [400, 0, 4]), 0, 'm')
    expect(together).toBe(false)
    expect(points(predicted).map(([, y]) => y)).toEqual([middle - reach, middle, middle + reach])
  })

  test('is broken where nothing is known', () => {
    expect(headChart(curves([1, null, 1], [null, null, null]), 0, 'deg')).toMatchObject({
      predicted: expect.stringMatching(/^M[^ML]+M[^ML]+$/),
      recorded: ''
    })
  })
})
