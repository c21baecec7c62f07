import { describe, expect, it } from 'vitest'
import { regionMask } from '../../../src/main/attention/regionMask.ts'
import { scoreFrame } from '../../../src/main/attention/score.ts'
import type { Polygon } from '../../../src/shared/lanes.ts'
import { quantise, type SaliencyMap } from '../../../src/shared/saliencyMap.ts'
import { seededRandom } from '../../fixtures/roads.ts'

const size = { width: 10, height: 8 }
const maskOf = (polygon: Polygon) => regionMask(polygon, { crop: null }, size, size)

/** A map from a function of pixel coordinates. */
function mapOf(value: (x: number, y: number) => number): SaliencyMap {
  return quantise(
    Float32Array.from({ length: 80 }, (_, i) => value(i % 10, Math.floor(i / 10))),
    10,
    8
  )
}

/** Columns 2..5 of rows 2..5: area 16 of 80. */
const block: Polygon = [
  [0.2, 0.25],
  [0.6, 0.25],
  [0.6, 0.75],
  [0.2, 0.75]
]

const trapezoid: Polygon = [
  [0.42, 0.3],
  [0.58, 0.3],
  [0.93, 1],
  [0.07, 1]
]

describe('scoreFrame', () => {
  it.each([
    ['a block', block],
    ['a trapezoid that cuts pixels', trapezoid]
  ])('gives a uniform map lift 1 in %s', (_, polygon) => {
    const { lift, share } = scoreFrame(
      mapOf(() => 3),
      maskOf(polygon),
      1
    )
    expect(lift).toBeCloseTo(1, 12)
    expect(share).toBeCloseTo(maskOf(polygon).area / 80, 12)
  })

  it('gives share 1 and the greatest lift where all attention is in the region', () => {
    const score = scoreFrame(
      mapOf((x, y) => (x >= 2 && x < 6 && y >= 2 && y < 6 ? 1 + x : 0)),
      maskOf(block),
      1
    )
    expect(score.share).toBeCloseTo(1, 12)
    expect(score.lift).toBeCloseTo(80 / 16, 12)
    expect(score.zones).toEqual({ left: 0, right: 0, above: 0, below: 0 })
  })

  it('counts half of the attention of a half-covered pixel', () => {
    const half: Polygon = [
      [0.25, 0.25],
      [0.6, 0.25],
      [0.6, 0.75],
      [0.25, 0.75]
    ]
    const score = scoreFrame(
      mapOf((x, y) => (x === 2 && y === 3 ? 1 : 0)),
      maskOf(half),
      1
    )
    expect(score.share).toBeCloseTo(0.5, 12)
    expect(score.zones!.left).toBeCloseTo(0.5, 12)
  })

  it.each([
    ['left', 0, 4],
    ['right', 8, 4],
    ['above', 4, 0],
    ['below', 4, 7]
  ] as const)('puts attention %s of the region there', (zone, atX, atY) => {
    const score = scoreFrame(
      mapOf((x, y) => (x === atX && y === atY ? 1 : 0)),
      maskOf(block),
      1
    )
    expect(score.zones).toEqual({ left: 0, right: 0, above: 0, below: 0, [zone]: 1 })
    expect(score).toMatchObject({ share: 0, lift: 0 })
  })

  it('divides all attention among the region and the zones, whatever the map', () => {
    const random = seededRandom(3)
    for (let trial = 0; trial < 20; trial++) {
      const score = scoreFrame(
        mapOf(() => random()),
        maskOf(trial % 2 ? block : trapezoid),
        1
      )
      const { left, right, above, below } = score.zones!
      expect(score.share! + left + right + above + below).toBeCloseTo(1, 12)
    }
  })

  it('does not depend on the scale of the map', () => {
    const low = scoreFrame(
      mapOf((x, y) => 0.001 * (x + y)),
      maskOf(block),
      1
    )
    expect(
      scoreFrame(
        mapOf((x, y) => 1000 * (x + y)),
        maskOf(block),
        1
      )
    ).toEqual(low)
  })

  it('scores nothing on an undefined map, without a region, or on a region that the model does not see', () => {
    const unseen: Polygon = [
      [2, 2],
      [3, 2],
      [3, 3]
    ]
    const nothing = { share: null, lift: null, zones: null }
    expect(
      scoreFrame(
        mapOf(() => 0),
        maskOf(block),
        0.7
      )
    ).toEqual({ ...nothing, laneConfidence: 0.7 })
    expect(
      scoreFrame(
        mapOf(() => 1),
        null,
        0.7
      )
    ).toEqual({ ...nothing, laneConfidence: 0 })
    expect(
      scoreFrame(
        mapOf(() => 1),
        maskOf(unseen),
        0.7
      )
    ).toEqual({ ...nothing, laneConfidence: 0.7 })
  })
})
