import { expect, test } from 'vitest'
import * as polygon from '../../../../src/renderer/lanes/polygon.ts'
import { Polygon } from '../../../../src/shared/lanes.ts'

const square: polygon.Vertices = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1]
]

test('points stay inside the picture', () => {
  expect(polygon.moved(square, 1, [1.4, -3])[1]).toEqual([1, 0])
  expect(polygon.appended([], [-1, 0.5])).toEqual([[0, 0.5]])
})

test('an edge is split at its middle, also the one that closes the polygon', () => {
  expect(polygon.split(square, 0)[1]).toEqual([0.5, 0])
  expect(polygon.split(square, 3)[4]).toEqual([0, 0.5])
})

test('what can be stored is a polygon by the schema of the wire', () => {
  expect(polygon.asPolygon(square.slice(0, 2))).toBeNull()
  expect(Polygon.parse(polygon.asPolygon(polygon.removed(square, 0)))).toEqual(square.slice(1))
  let many = square
  for (let i = 0; i < 200; i++) many = polygon.appended(many, [0.5, 0.5])
  expect(Polygon.safeParse(polygon.asPolygon(many)).success).toBe(true)
})

test.each<[string, polygon.Point, number]>([
  ['above', [0.5, 0.1], 1],
  ['to the right', [0.9, 0.5], 2],
  ['below', [0.4, 0.95], 3],
  ['at the closing edge', [0.05, 0.5], 4]
])('a new point goes into the edge next to it: %s', (_, point, index) => {
  const found = polygon.inserted(square, point)
  expect(found.index).toBe(index)
  expect(found.vertices[index]).toEqual(point)
  expect(found.vertices.toSpliced(index, 1)).toEqual(square)
})

const guide: polygon.Vertices = [
  [0.2, 0.2],
  [0.6, 0.2],
  [0.6, 0.8]
]
test.each<[string, polygon.Point, polygon.Point]>([
  ['a vertex of a guide', [0.605, 0.195], [0.6, 0.2]],
  ['the nearest place on its outline', [0.4, 0.205], [0.4, 0.2]],
  ['a slanting edge', [0.4 + 0.006, 0.5 - 0.004], [0.4, 0.5]],
  ['a border of the picture', [0.995, 0.4], [1, 0.4]],
  ['a corner of the picture', [0.004, 0.996], [0, 1]],
  ['nothing', [0.8, 0.5], [0.8, 0.5]]
])('points snap to %s', (_, point, expected) => {
  const [x, y] = polygon.snapped(point, [guide], [0.01, 0.01])
  expect(x).toBeCloseTo(expected[0], 2)
  expect(y).toBeCloseTo(expected[1], 2)
})

test('two clicks make the lane whose sides meet in the first and pass the second', () => {
  const lane = polygon.trapezoid([0.55, 0.4], [0.45, 0.6])!
  // The left side: from (0.55, 0.4) by (-0.1, 0.2) to the lower edge.
  expect(lane[3]![0]).toBeCloseTo(0.25, 9)
  expect(lane[2]![0]).toBeCloseTo(0.75, 9)
  expect([lane[2]![1], lane[3]![1]]).toEqual([1, 1])
  for (const [top, bottom] of [
    [lane[0]!, lane[3]!],
    [lane[1]!, lane[2]!]
  ] as const) {
    // Both sides lead to the first click.
    expect((top[0] - 0.55) * (bottom[1] - 0.4)).toBeCloseTo((bottom[0] - 0.55) * (top[1] - 0.4), 9)
  }
  expect(polygon.trapezoid([0.5, 0.6], [0.4, 0.5])).toBeNull()
  // A click on the other side gives the same lane.
  const mirrored = polygon.trapezoid([0.55, 0.4], [0.55 + 0.2 / 3, 0.6])!
  mirrored.forEach(([x, y], i) => {
    expect(x).toBeCloseTo(lane[i]![0], 9)
    expect(y).toBeCloseTo(lane[i]![1], 9)
  })
})
