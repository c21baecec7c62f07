import { describe, expect, it } from 'vitest'
import { carryAlongPath } from '../../../src/main/lanes/carriedAlong.ts'
import { createLaneCarrier } from '../../../src/main/lanes/carriedLane.ts'
import { pathRegion, projectToPicture, type Motion } from '../../../src/shared/drivenPath.ts'
import { groundAt } from '../../../src/shared/groundPlane.ts'
import type { CarriedRegion, LaneRegion, Polygon } from '../../../src/shared/lanes.ts'
import { pathCameras } from '../../../src/shared/pathCameras.ts'

const polygon: Polygon = [
  [0.4, 0.5],
  [0.6, 0.5],
  [1, 1],
  [0, 1]
]
const lane = (confidence: number): LaneRegion => ({ polygon, confidence, source: 'detected' })
const times = Array.from({ length: 100 }, (_, frame) => frame / 10)
const still = (same: Polygon): Polygon => same

/** What is carried on to each frame, ten a second. null is a frame without a region. */
function carriedOver(regions: readonly (LaneRegion | null)[]): (CarriedRegion | null)[] {
  const carrier = createLaneCarrier(times, 0, still)
  return regions.map((region) => carrier.next(region))
}

describe('a lane that is carried on', () => {
  it.each([0.85, 0.9, 1])('is still above one half for a whole second where it was known at %d', (confidence) => {
    const carried = carriedOver([lane(confidence), ...Array<null>(12).fill(null)])
    carried.slice(0, 11).forEach((region, frame) => {
      expect(region).toMatchObject({ carriedFrom: 0, polygon, source: 'detected' })
      expect(region!.confidence).toBeGreaterThanOrEqual(0.5)
      if (frame > 0) expect(region!.confidence).toBeLessThan(carried[frame - 1]!.confidence)
    })
    expect(carried.slice(11)).toEqual([null, null])
  })

  it('falls by the time that went by, not by the frames', () => {
    const [sparse] = [createLaneCarrier([0, 0.4, 0.8], 0, still)]
    sparse.next(lane(0.9))
    sparse.next(null)
    expect(sparse.next(null)!.confidence).toBeCloseTo(
      carriedOver([lane(0.9), ...Array<null>(8).fill(null)])[8]!.confidence,
      9
    )
  })

  it('is that of the last frame that was sure, as sure as the surest of those before', () => {
    const [, , last] = carriedOver([lane(0.95), lane(0.55), lane(0.3)])
    expect(last).toMatchObject({ carriedFrom: 1 })
    expect(last!.confidence).toBeGreaterThan(0.8)
  })

  it('is none where the lane was never sure, and where a person said that there is none', () => {
    expect(carriedOver([lane(0.4), null])).toEqual([null, null])
    const carrier = createLaneCarrier(times, 0, still)
    carrier.next(lane(1))
    carrier.deny()
    expect(carrier.next(null)).toBeNull()
  })
})

describe('along the driven path', () => {
  const { camera } = pathCameras[0]!
  const aspect = 16 / 9
  const level = { ...camera, pitch: 3, yaw: 2 }

  it('finds the place on the road that a point shows', () => {
    for (const place of [
      { ahead: 5, left: 1 },
      { ahead: 30, left: -4 },
      { ahead: 12, left: 0 }
    ]) {
      const found = groundAt(projectToPicture(place, level, aspect), level, aspect)!
      expect(found.ahead).toBeCloseTo(place.ahead, 6)
      expect(found.left).toBeCloseTo(place.left, 6)
    }
    expect(groundAt({ x: 0.5, y: 0 }, level, aspect)).toBeNull()
  })

  it('lies on the road where it lay: a bend that is driven evenly looks the same a second later', () => {
    const steady = <T>(value: T): T[] => times.map(() => value)
    const motion: Motion = { times, steering: steady(0.1), steeringUnit: 'normalised', speed: steady(8), yawRate: null }
    const before = pathRegion(motion, level, 0, aspect, 0)!.polygon
    const after = carryAlongPath(motion, level, aspect)(before, 0, 10)!
    // Rows that both reach: the left and the right side of the bend there.
    for (const row of [0.62, 0.7, 0.8]) {
      const [were, are] = [sidesAt(before, row), sidesAt(after, row)]
      expect(are).toHaveLength(2)
      are.forEach((x, side) => expect(x).toBeCloseTo(were[side]!, 2))
    }
  })

  it('stays where it is without a speed', () => {
    const motion: Motion = {
      times,
      steering: times.map(() => 0.1),
      steeringUnit: 'normalised',
      speed: null,
      yawRate: null
    }
    expect(carryAlongPath(motion, level, aspect)(polygon, 0, 5)).toBe(polygon)
  })
})

/** Where the outline of a polygon crosses a row, from left to right. */
function sidesAt(outline: Polygon, row: number): number[] {
  return outline
    .flatMap(([x, y], i) => {
      const [nextX, nextY] = outline[(i + 1) % outline.length]!
      return y <= row === nextY <= row ? [] : [x + ((row - y) / (nextY - y)) * (nextX - x)]
    })
    .toSorted((a, b) => a - b)
}
