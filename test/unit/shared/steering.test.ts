import { expect, it } from 'vitest'
import { describeSteering, type SteeringUnit } from '../../../src/shared/steering.ts'

it.each<[number, SteeringUnit, string]>([
  [0.31, 'normalised', 'left 0.31'],
  [-0.31, 'normalised', 'right 0.31'],
  [-0.004, 'normalised', 'straight'],
  [12, 'deg', 'left 12.0°'],
  [0.04, 'deg', 'straight'],
  [-0.012, 'rad', 'right 0.012 rad'],
  [0.0004, 'rad', 'straight'],
  [0.42, 'm', 'left 0.42 m'],
  [-0.0123, '1/m', 'right 0.0123 1/m'],
  [0.00004, '1/m', 'straight']
])('%d %s is %s', (value, unit, words) => {
  expect(describeSteering(value, unit)).toBe(words)
})
