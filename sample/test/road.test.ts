import { describe, expect, it } from 'vitest'
import { createRandom } from '../world/random.ts'
import { layRoad } from '../world/road.ts'
import { planCurvature } from '../world/roadPlan.ts'

const flat = (): number => 0

describe('a road', () => {
  it('of constant curvature is a circle', () => {
    const radius = 80
    const road = layRoad(new Float64Array(400).fill(1 / radius), flat)
    for (const s of [10, 100, 250, 390]) {
      const [x, y] = road.point(s, 0)
      expect(x).toBeCloseTo(radius * Math.sin(s / radius), 1)
      expect(y).toBeCloseTo(radius * (1 - Math.cos(s / radius)), 1)
      expect(Math.hypot(...sub(road.point(s, 5), [0, radius, 0]))).toBeCloseTo(radius - 5, 1)
    }
  })

  it('without curvature over a slope climbs with it', () => {
    const road = layRoad(new Float64Array(300), (x) => x * 0.06)
    expect(road.slope(150)).toBeCloseTo(0.06, 6)
    expect(road.point(150, 2)).toEqual([150, 2, expect.closeTo(9, 6)])
  })

  it('finds the place beside which a point lies', () => {
    const curvature = planCurvature(createRandom('locate'), { length: 900, tightest: 36, widest: 170 })
    const road = layRoad(curvature, flat)
    for (const [s, offset] of [
      [33.3, 1.2],
      [410.8, -5],
      [777, 7.5]
    ] as const) {
      const [x, y] = road.point(s, offset)
      const found = road.locate(x, y, s + 9)
      expect(found.s).toBeCloseTo(s, 1)
      expect(found.offset).toBeCloseTo(offset, 2)
    }
  })
})

describe('a plan of curvature', () => {
  it.each(['a', 'b', 'c', 'd'])('bends gently, within its radii and its heading (seed %s)', (seed) => {
    const curvature = planCurvature(createRandom(seed), { length: 5000, tightest: 36, widest: 170 })
    let heading = 0
    let tightest = 0
    for (const [i, value] of curvature.entries()) {
      heading += value
      tightest = Math.max(tightest, Math.abs(value))
      expect(Math.abs(heading)).toBeLessThan(Math.PI / 2)
      // A clothoid of at least 22 m up to the tightest bend.
      expect(Math.abs(value - (curvature[i - 1] ?? 0))).toBeLessThanOrEqual(1 / 36 / 22 + 1e-12)
    }
    expect(tightest).toBeLessThanOrEqual(1 / 36)
    expect(tightest).toBeGreaterThan(1 / 80)
  })
})

function sub(a: readonly number[], b: readonly number[]): number[] {
  return a.map((value, i) => value - (b[i] ?? 0)).slice(0, 2)
}
