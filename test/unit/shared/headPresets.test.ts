import fc from 'fast-check'
import { expect, test } from 'vitest'
import { headPresets, type HeadPresetId } from '../../../src/shared/headPresets.ts'
import { planTimes } from '../../../src/shared/openpilotPlan.ts'
import { headFault, SteeringHead } from '../../../src/shared/steeringHead.ts'

const idsOf = (...shapes: number[][]): HeadPresetId[] => {
  const outputs = shapes.map((shape, i) => ({ name: `out${i}`, shape }))
  return headPresets(outputs[0]!, outputs).map(({ id }) => id)
}

test.each<[string, number[][], HeadPresetId[], HeadPresetId[]]>([
  ['one number', [[1]], ['number', 'wheel-angle'], ['bins', 'difference', 'point', 'jetbot']],
  ['two numbers', [[2]], ['difference', 'sum', 'jetracer', 'jetbot'], ['bins', 'offset', 'openpilot-plan']],
  ['two categories of a target each', [[4]], ['jetracer', 'point'], ['jetbot']],
  ['two outputs of a number each', [[1], [1]], ['difference', 'jetracer', 'jetbot'], ['offset']],
  ['fifteen probabilities', [[15]], ['bins'], ['offset', 'jetbot']],
  ['waypoints', [[10, 2]], ['point', 'offset', 'difference'], ['bins', 'jetbot', 'openpilot-plan']],
  ['coordinates one behind the other', [[2, 10]], ['offset'], ['bins']],
  ['pairs in a row', [[20]], ['offset', 'bins'], ['jetbot', 'jetracer']],
  ['what supercombo gives', [[6512]], ['openpilot-plan', 'openpilot-plan-alone'], ['offset', 'bins']],
  ["what 2025's gives", [[2580]], ['openpilot-plan-alone'], ['openpilot-plan', 'offset']],
  ['a picture', [[80, 160, 1]], ['number'], ['bins', 'jetbot', 'offset']]
])('%s is offered what fits its shape', (_, shapes, offered, not) => {
  const ids = idsOf(...shapes)
  expect(ids).toEqual(expect.arrayContaining(offered))
  expect(ids.filter((id) => not.includes(id))).toEqual([])
})

test('every preset is a head that its model gives', () => {
  const shape = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 3 })
  const large = fc.integer({ min: 900, max: 7000 }).map((size) => [1, size])
  fc.assert(
    fc.property(fc.array(fc.oneof(shape, large), { minLength: 1, maxLength: 3 }), (shapes) => {
      const outputs = shapes.map((one, i) => ({ name: `out${i}`, shape: one }))
      for (const output of outputs) {
        const presets = headPresets(output, outputs)
        expect(presets[0]?.id).toBe('number')
        expect(new Set(presets.map(({ id }) => id)).size).toBe(presets.length)
        for (const { head } of presets) {
          expect(SteeringHead.parse(JSON.parse(JSON.stringify(head)))).toEqual(head)
          expect(headFault(head, outputs)).toBeNull()
        }
      }
    })
  )
})

test("the plan's times are openpilot's", () => {
  // T_IDXS as published: 0, 0.00976562, 0.0390625, 0.08789062, ... 10.
  expect(planTimes.slice(0, 4)).toEqual([0, 0.009765625, 0.0390625, 0.087890625])
  expect([planTimes.length, planTimes.at(-1)]).toEqual([33, 10])
})
