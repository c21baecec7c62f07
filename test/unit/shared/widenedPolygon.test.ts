import { expect, it } from 'vitest'
import type { Polygon } from '../../../src/shared/lanes.ts'
import { widenedPolygon } from '../../../src/shared/widenedPolygon.ts'

it('widens every row by a part of its width on both sides', () => {
  const triangle: Polygon = [
    [0.5, 0.5],
    [1, 1],
    [0, 1]
  ]
  expect(widenedPolygon(triangle, 0.25)).toEqual([
    [0.5, 0.5],
    [-0.25, 1],
    [1.25, 1],
    [0.5, 0.5]
  ])
  expect(widenedPolygon(triangle, 0)).toBe(triangle)
})

it('keeps bends that only one side has', () => {
  const bent: Polygon = [
    [0.4, 0],
    [0.6, 0],
    [0.6, 0.5],
    [0.8, 1],
    [0.2, 1]
  ]
  // At half height the left side is at 0.3, the right at 0.6.
  const widened = widenedPolygon(bent, 0.1)
  expect(widened).toHaveLength(6)
  expect(widened[1]).toEqual([expect.closeTo(0.27, 9), 0.5])
  expect(widened[4]).toEqual([expect.closeTo(0.63, 9), 0.5])
})
