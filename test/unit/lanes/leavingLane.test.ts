import { expect, it } from 'vitest'
import { leavingOver, placeInLane } from '../../../src/main/lanes/leavingLane.ts'
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

it('knows where in its lane the car is', () => {
  expect(placeInLane(lane(0.5))).toBeCloseTo(0.5, 9)
  // The lane lies a quarter of its width to the left at the lower end, so the car is as much to the right of its middle.
  expect(placeInLane(lane(0.3))).toBeCloseTo(0.75, 9)
  expect(placeInLane(lane(0.5, 0.1))).toBeNaN()
  expect(placeInLane(null)).toBeNaN()
})

const times = Array.from({ length: 40 }, (_, frame) => frame / 10)

it.each<[string, (frame: number) => number, boolean]>([
  ['keeps its place', () => 0.5, false],
  ['sways', (frame) => 0.5 + 0.03 * Math.sin(frame), false],
  ['drifts slowly', (frame) => 0.5 + 0.005 * frame, false],
  ['leaves', (frame) => 0.5 + 0.02 * Math.max(0, frame - 20), true],
  ['leaves after a moment that is not known', (frame) => (frame < 20 ? 0.5 : frame < 24 ? NaN : 0.7), true]
])('a car that %s', (_, place, leaves) => {
  const leaving = leavingOver(
    times.map((_time, frame) => place(frame)),
    times
  )
  expect(Math.max(...leaving) >= 0.5).toBe(leaves)
  expect(leaving.every((part) => part >= 0 && part <= 1)).toBe(true)
})
