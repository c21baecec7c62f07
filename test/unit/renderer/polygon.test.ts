import { expect, test } from 'vitest'
import * as polygon from '../../../src/renderer/stage/polygon.ts'
import { Polygon } from '../../../src/shared/lanes.ts'

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
