import { describe, expect, it } from 'vitest'
import { areaUnderCurve } from '../../scripts/evaluate/areaUnderCurve.ts'
import { augment } from '../train/augment.ts'
import { createRandom } from '../world/random.ts'

describe('the area under the curve', () => {
  it.each([
    [[3, 4, 5], [0, 1, 2], 1],
    [[0, 1, 2], [3, 4, 5], 0],
    [[1, 2], [1, 2], 0.5],
    [[7, 7], [7, 7, 7], 0.5],
    // Of the six pairs, (2,1) (4,1) (4,3) (9,1) (9,3) are won and (2,3) is lost.
    [[2, 4, 9], [1, 3], 5 / 6]
  ])('of %j over %j is %f', (high, low, area) => {
    expect(areaUnderCurve(high, low)).toBeCloseTo(area, 12)
  })
})

it('augmentation changes light, not place: a bright spot stays where it is', () => {
  const [width, height] = [40, 20]
  const picture = new Uint8Array(width * height * 3).fill(60)
  const spot = (11 * width + 25) * 3
  picture.fill(230, spot, spot + 3)
  const random = createRandom('augment')
  const out = new Uint8Array(picture.length)
  const seen = new Set<number>()
  for (let i = 0; i < 40; i++) {
    augment(picture, width, height, random, 0, out)
    expect(out.indexOf(out.reduce((a, b) => Math.max(a, b)))).toBeGreaterThanOrEqual(spot)
    expect(out.lastIndexOf(out.reduce((a, b) => Math.max(a, b)))).toBeLessThan(spot + 3)
    seen.add(out[0] ?? 0)
  }
  expect(seen.size).toBeGreaterThan(15)
})
