import { expect, it } from 'vitest'
import { disagreement, kinks } from '../../../src/main/engine/agree.ts'

it.each([
  { a: [1, 2, 4], b: [1, 2, 4], expected: 0 },
  { a: [0, 0], b: [0, 0], expected: 0 },
  { a: [1, 2, 4], b: [1, 2, 5], expected: 1 / 5 },
  { a: [-8, 0], b: [-6, 0], expected: 2 / 8 },
  { a: [0, 0], b: [0, 3], expected: 1 },
  { a: [NaN], b: [1], expected: Infinity },
  { a: [1], b: [Infinity], expected: Infinity }
])('$a and $b disagree by $expected', ({ a, b, expected }) => {
  expect(disagreement(Float32Array.from(a), Float32Array.from(b))).toBeCloseTo(expected, 6)
  expect(disagreement(Float32Array.from(b), Float32Array.from(a))).toBeCloseTo(expected, 6)
})

it('refuses results of different lengths', () => {
  expect(() => disagreement(new Float32Array(2), new Float32Array(3))).toThrow(RangeError)
})

it.each([
  [2, 0],
  [3, 0.5]
])('%i of 2,000 values at the kink of a ReLU leave a disagreement of %d', (count, expected) => {
  const map = Float32Array.from({ length: 2000 }, (_, i) => (i % 7) / 6)
  const other = map.map((value, i) => (i % 7 === 3 && i < 7 * count ? value + 0.5 : value))
  expect(disagreement(map, other, kinks)).toBeCloseTo(expected, 6)
})
