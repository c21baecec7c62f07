import { expect, it } from 'vitest'
import { curveInBox } from '../../../../src/renderer/signals/curveInBox.ts'

it.each([
  { values: [-1, 3, 0], points: '0,1 50,0 100,0.75', least: -1, most: 3, zero: 0.75 },
  { values: [90, 120], points: '0,1 100,0', least: 90, most: 120, zero: null },
  { values: [0, 0], points: '0,0.5 100,0.5', least: 0, most: 0, zero: 0.5 }
])('draws $values with its numbers and the line of 0', ({ values, ...drawn }) => {
  expect(curveInBox(values)).toEqual(drawn)
})
