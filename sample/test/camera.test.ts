import { expect, it } from 'vitest'
import { aspect, cameraAxes, type CameraPose, focalLength, project } from '../drive/camera.ts'
import { layRoad } from '../world/road.ts'
import { boardBoxes } from '../truth/boardTruth.ts'
import { laneBoundaries, lanePolygon } from '../truth/laneTruth.ts'
import type { Board } from '../world/boards.ts'
import { LaneKeyframe } from '../../src/shared/lanes.ts'

const level: CameraPose = { x: 0, y: 0, z: 1.4, yaw: 0, pitch: 0, roll: 0 }
const straight = layRoad(new Float64Array(300), () => 0)

it.each([
  ['straight ahead', level, [10, 0, 1.4], 0.5, 0.5],
  ['a metre to the left at ten', level, [10, 1, 1.4], 0.5 - focalLength / 10, 0.5],
  ['a metre up at ten', level, [10, 0, 2.4], 0.5, 0.5 - (aspect * focalLength) / 10],
  ['to the left, looking there', { ...level, yaw: Math.PI / 2 }, [0, 10, 1.4], 0.5, 0.5],
  ['level, looking up by 0.1', { ...level, pitch: 0.1 }, [10, 0, 1.4], 0.5, 0.5 + aspect * focalLength * Math.tan(0.1)],
  [
    'to the left, right side down by a quarter turn',
    { ...level, roll: Math.PI / 2 },
    [10, 1, 1.4],
    0.5,
    0.5 + (aspect * focalLength) / 10
  ]
] as const)('projects what is %s', (_, pose, point, x, y) => {
  const seen = project(pose, point)
  expect(seen?.x).toBeCloseTo(x, 9)
  expect(seen?.y).toBeCloseTo(y, 9)
  expect(seen?.depth).toBeCloseTo(10, 0)
})

it('has upright, right-angled axes of length 1', () => {
  const { forward, right, up } = cameraAxes({ ...level, yaw: 0.7, pitch: -0.2, roll: 0.1 })
  const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, v, i) => sum + v * (b[i] ?? 0), 0)
  for (const axis of [forward, right, up]) expect(dot(axis, axis)).toBeCloseTo(1, 12)
  for (const [a, b] of [
    [forward, right],
    [right, up],
    [up, forward]
  ] as const)
    expect(dot(a, b)).toBeCloseTo(0, 12)
})

it('does not see what is behind', () => {
  expect(project(level, [-5, 0, 0])).toBeNull()
})

it('puts the boundaries of a straight lane on lines through the vanishing point', () => {
  const pose = { ...level, y: -1.75 }
  const { left, right } = laneBoundaries(straight, pose, 0)
  for (const [line, side] of [
    [left, -1],
    [right, 1]
  ] as const) {
    expect(line[0]?.[1]).toBe(1)
    for (const [x, y] of line) {
      // Half a lane of 3.5 m seen from 1.4 m above it: dx / dy = (1.75 / 1.4) / aspect.
      expect((x - 0.5) / (y - 0.5)).toBeCloseTo((side * 1.25) / aspect, 3)
    }
  }
  const polygon = lanePolygon({ left, right })
  expect(LaneKeyframe.parse({ frame: 0, polygon }).polygon.length).toBeLessThanOrEqual(24)
})

it('ends the lane where the road dips behind a crest', () => {
  const crest = layRoad(new Float64Array(300), (x) => (x < 40 ? 0 : -0.25 * (x - 40)))
  const far = laneBoundaries(straight, level, 0).left.length
  expect(laneBoundaries(crest, level, 0).left.length).toBeLessThan(far)
})

it('boxes a board where its corners are', () => {
  const board: Board = { s: 20, offset: -3, points: 'left', width: 2, height: 1, foot: 0.9 }
  const [box] = boardBoxes(straight, [board], level, 0)
  expect(box?.left).toBeCloseTo(0.5 + (focalLength * 2) / 20, 6)
  expect(box?.right).toBeCloseTo(0.5 + (focalLength * 4) / 20, 6)
  expect(box?.top).toBeCloseTo(0.5 - (aspect * focalLength * 0.5) / 20, 6)
  expect(box?.bottom).toBeCloseTo(0.5 + (aspect * focalLength * 0.5) / 20, 6)
  expect(boardBoxes(straight, [board], level, 25)).toEqual([])
})
