import { expect, it } from 'vitest'
import { leavingOver, type LaneSides, sidesOf } from '../../../src/main/lanes/leavingLane.ts'
import type { LaneRegion } from '../../../src/shared/lanes.ts'

/** A lane from the horizon down whose lower end lies around `middle`, 0.8 wide. */
const lane = (middle: number, confidence = 0.9): LaneRegion => ({
  polygon: [
    [0.5, 0.5],
    [middle + 0.4, 1],
    [middle - 0.4, 1]
  ],
  confidence,
  source: 'detected'
})

it('knows where the sides of its lane are', () => {
  const { left, right } = sidesOf(lane(0.5))
  // At 15 % of the lane's height above its lower end 85 % of the width there are left.
  expect(left).toBeCloseTo(0.5 - 0.34, 9)
  expect(right).toBeCloseTo(0.5 + 0.34, 9)
  expect(sidesOf(lane(0.5, 0.1)).left).toBeNaN()
  expect(sidesOf(null).right).toBeNaN()
})

/** Sides of a lane that is 0.8 wide, of a car so far from its left one, in widths. */
const at = (place: number): LaneSides => ({ left: 0.5 - 0.8 * place, right: 0.5 + 0.8 * (1 - place) })

const times = Array.from({ length: 40 }, (_, frame) => frame / 10)

it.each<[string, (frame: number) => number, boolean]>([
  ['keeps its place', () => 0.5, false],
  ['sways', (frame) => 0.5 + 0.03 * Math.sin(frame), false],
  ['drifts slowly', (frame) => 0.5 + 0.005 * frame, false],
  ['leaves', (frame) => 0.5 + 0.02 * Math.max(0, frame - 20), true],
  ['leaves after a moment that is not known', (frame) => (frame < 20 ? 0.5 : frame < 24 ? NaN : 0.7), true]
])('a car that %s', (_, place, leaves) => {
  const leaving = leavingOver(
    times.map((_time, frame) => at(place(frame))),
    times
  )
  expect(Math.max(...leaving) >= 0.5).toBe(leaves)
  expect(leaving.every((part) => part >= 0 && part <= 1)).toBe(true)
})

it.each<[string, (frame: number) => LaneSides, boolean]>([
  ['grows to one side, as where markings cease', (frame) => ({ left: 0.1, right: frame < 20 ? 0.9 : 1.7 }), false],
  ['grows to both sides', (frame) => ({ left: 0.2 - 0.004 * frame, right: 0.6 + 0.009 * frame }), false],
  ['is cut off by the picture on one side', (frame) => ({ left: 0, right: 0.9 - 0.02 * frame }), true],
  ['is cut off on the other', (frame) => ({ left: 0.1 + 0.02 * frame, right: 1 }), true]
])('a lane that %s', (_, sides, leaves) => {
  const leaving = leavingOver(
    times.map((_time, frame) => sides(frame)),
    times
  )
  expect(Math.max(...leaving) >= 0.5).toBe(leaves)
})
