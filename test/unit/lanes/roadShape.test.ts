import { describe, expect, it } from 'vitest'
import { createRangeMax } from '../../../src/main/lanes/rangeMax.ts'
import {
  createSharpness,
  depthOf,
  lateralOf,
  type PaintPoints,
  type RoadShape,
  rowOf
} from '../../../src/main/lanes/roadShape.ts'
import { seeded } from '../../../testing/seeded.ts'

/** A pinhole camera, 1.2 m above a flat road of constant curvature, yawed: unit picture coordinates of a point on it. */
function project(offset: number, distance: number): { x: number; y: number } {
  const { focal, height, horizon, yaw, curvature, aspect } = camera
  const across = offset + yaw * distance + (curvature / 2) * distance * distance
  return { x: 0.5 + (focal * across) / distance, y: horizon + (focal * height) / distance / aspect }
}
const camera = { focal: 0.8, height: 1.2, horizon: 0.45, yaw: 0.05, curvature: 0.003, aspect: 9 / 16 }

/** The shape that these lines have, worked out from the camera. */
function shapeOfCamera(): RoadShape {
  const { focal, height, horizon, yaw, curvature, aspect } = camera
  // t = focal * height / (aspect * (1 - horizon) * distance), so distance = reach / t.
  const reach = (focal * height) / (aspect * (1 - horizon))
  const bend = (focal * curvature * reach) / 2
  return { horizon, heading: focal * yaw + 3 * bend, bend }
}

describe('the shape of a road', () => {
  it('keeps every point of a line at one lateral place, in proportion to its metres', () => {
    const shape = shapeOfCamera()
    const { aspect, height, horizon } = camera
    for (const offset of [-5.4, -1.8, 0, 1.8]) {
      for (const distance of [4, 6, 10, 20, 40]) {
        const { x, y } = project(offset, distance)
        const lateral = lateralOf(shape, x, depthOf(shape, y))
        expect(lateral).toBeCloseTo((offset / height) * aspect * (1 - horizon), 9)
      }
    }
  })

  it('counts depth from the horizon to the bottom of the picture', () => {
    const shape = shapeOfCamera()
    expect(depthOf(shape, 0.45)).toBe(0)
    expect(depthOf(shape, 1)).toBe(1)
    expect(rowOf(shape, depthOf(shape, 0.7))).toBeCloseTo(0.7, 12)
  })

  it('gathers the paint of parallel lines under the right shape and under no other', () => {
    const random = seeded(4)
    const points = [-1.8, 1.8, 5.4].flatMap((offset) =>
      Array.from({ length: 40 }, () => project(offset, 4 + 30 * random() ** 2))
    )
    const paint: PaintPoints = {
      x: Float32Array.from(points, ({ x }) => x),
      y: Float32Array.from(points, ({ y }) => y),
      strength: new Float32Array(120).fill(1),
      weight: new Float32Array(120).fill(1),
      rowStep: 0.01
    }
    const sharpness = createSharpness(0.02)
    const right = shapeOfCamera()
    const of = (horizon: number, heading: number, bend: number): number => {
      sharpness.look(paint, horizon)
      return sharpness.of(heading, bend)
    }
    const best = of(right.horizon, right.heading, right.bend)
    expect(best).toBeGreaterThan(0.7 * 120)
    for (const [horizon, heading, bend] of [
      [0.05, 0, 0],
      [-0.05, 0, 0],
      [0, 0.06, 0],
      [0, -0.06, 0],
      [0, 0, 0.01],
      [0, 0, -0.01]
    ] as const)
      expect(of(right.horizon + horizon, right.heading + heading, right.bend + bend)).toBeLessThan(0.9 * best)
  })
})

describe('createRangeMax', () => {
  it('agrees with looking at every value', () => {
    const random = seeded(6)
    const values = Float32Array.from({ length: 23 }, () => random())
    const range = createRangeMax(23)
    range.fill(values)
    for (let from = 0; from < 23; from++)
      for (let to = from; to < 23; to++)
        expect(range.over(to - from + 1)(from)).toBe(Math.max(...values.slice(from, to + 1)))
  })
})
