import { describe, expect, it } from 'vitest'
import { createMassMeter, emptyMasses } from '../../../src/main/attention/laneMasses.ts'
import { scoresOf } from '../../../src/main/attention/scores.ts'
import type { FrameScore } from '../../../src/shared/frameScore.ts'
import type { Polygon } from '../../../src/shared/lanes.ts'
import { marginIndex, margins } from '../../../src/shared/margins.ts'
import { quantise, type SaliencyMap } from '../../../src/shared/saliencyMap.ts'
import { allSeen, type SeenPixels } from '../../../src/shared/seenPixels.ts'
import { coverageScore } from '../../fixtures/coverageScore.ts'
import { seeded } from '../../../testing/seeded.ts'

/** Score of one frame; the picture is the map. */
function score(map: SaliencyMap, polygon: Polygon | null, confidence = 1, margin = 0, seen = allSeen(map)): FrameScore {
  const masses = emptyMasses(1)
  const region = polygon && { polygon, confidence, source: 'drawn' as const }
  createMassMeter({ crop: null }, map, seen)(masses, 0, map, region)
  return scoresOf(masses, masses.atMargin[marginIndex(margin)]!)[0]!
}

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

describe('the score of a frame', () => {
  it.each([
    ['a block', block],
    ['a trapezoid that cuts pixels', trapezoid]
  ])('gives a uniform map lift 1 in %s, whatever the margin', (_, polygon) => {
    const map = mapOf(() => 3)
    for (const margin of margins) expect(score(map, polygon, 1, margin).lift).toBeCloseTo(1, 6)
    expect(score(map, polygon).share).toBeCloseTo(coverageScore(map, polygon).area / 80, 6)
  })

  it('gives share 1 and the greatest lift where all attention is in the region', () => {
    const { share, lift, zones } = score(
      mapOf((x, y) => (x >= 2 && x < 6 && y >= 2 && y < 6 ? 1 + x : 0)),
      block
    )
    expect(share).toBeCloseTo(1, 6)
    expect(lift).toBeCloseTo(80 / 16, 5)
    expect(zones).toEqual({ left: 0, right: 0, above: 0, below: 0 })
  })

  it('counts half of the attention of a half-covered pixel', () => {
    const half: Polygon = [
      [0.25, 0.25],
      [0.6, 0.25],
      [0.6, 0.75],
      [0.25, 0.75]
    ]
    const { share, zones } = score(
      mapOf((x, y) => (x === 2 && y === 3 ? 1 : 0)),
      half
    )
    expect(share).toBeCloseTo(0.5, 6)
    expect(zones!.left).toBeCloseTo(0.5, 6)
  })

  it.each([
    ['left', 0, 4],
    ['right', 8, 4],
    ['above', 4, 0],
    ['below', 4, 7]
  ] as const)('puts attention %s of the region there', (zone, atX, atY) => {
    const found = score(
      mapOf((x, y) => (x === atX && y === atY ? 1 : 0)),
      block
    )
    expect(found.zones).toEqual({ left: 0, right: 0, above: 0, below: 0, [zone]: 1 })
    expect(found).toMatchObject({ share: 0, lift: 0 })
  })

  it('divides all attention among the region and the zones, whatever the map, the region and the margin', () => {
    const random = seeded(3)
    for (let trial = 0; trial < 50; trial++) {
      const found = score(
        mapOf(() => random()),
        star(random),
        1,
        margins[trial % margins.length]
      )
      const { left, right, above, below } = found.zones!
      expect(found.share! + left + right + above + below).toBeCloseTo(1, 5)
    }
  })

  it('is that of counting the covered part of every pixel, for regions of any shape', () => {
    const random = seeded(8)
    for (let trial = 0; trial < 200; trial++) {
      const map = mapOf(() => random() ** 4)
      const polygon = star(random)
      const slow = coverageScore(map, polygon)
      if (slow.area < 1) continue
      const { share, lift } = score(map, trial % 2 ? polygon : polygon.toReversed())
      expect(share).toBeCloseTo(slow.share!, 5)
      expect(lift).toBeCloseTo(slow.lift!, 4)
    }
  })

  it('widens each row of the region by a part of its width: a trapezoid becomes the wider trapezoid', () => {
    const random = seeded(5)
    const map = mapOf(() => random())
    for (const margin of [0.05, 0.15, 0.3]) {
      const wider = trapezoid.map(([x, y]): [number, number] => [0.5 + (x - 0.5) * (1 + 2 * margin), y])
      const slow = coverageScore(map, wider)
      const { share, lift } = score(map, trapezoid, 1, margin)
      expect(share).toBeCloseTo(slow.share!, 5)
      expect(lift).toBeCloseTo(slow.lift!, 5)
    }
  })

  it('does not depend on the scale of the map', () => {
    const low = score(
      mapOf((x, y) => 0.001 * (x + y)),
      block
    )
    expect(
      score(
        mapOf((x, y) => 1000 * (x + y)),
        block
      )
    ).toEqual(low)
  })

  it('is nothing on an undefined map, without a region, or on a region that the model does not see', () => {
    const unseen: Polygon = [
      [2, 2],
      [3, 2],
      [3, 3]
    ]
    const nothing = { share: null, lift: null, zones: null }
    const [empty, full] = [mapOf(() => 0), mapOf(() => 1)]
    expect(score(empty, block, 0.7)).toEqual({ ...nothing, laneConfidence: 0.7 })
    expect(score(full, null)).toEqual({ ...nothing, laneConfidence: 0 })
    expect(score(full, unseen, 0.7)).toEqual({ ...nothing, laneConfidence: 0.7 })
  })
})

/** Rows 3 and 4 and every other column of row 5: what is left when a model crops, and strides, inside itself. */
const part: SeenPixels = {
  width: 10,
  height: 8,
  data: Uint8Array.from({ length: 80 }, (_, i) => {
    const [x, y] = [i % 10, Math.floor(i / 10)]
    return y === 3 || y === 4 || (y === 5 && x % 2 === 0) ? 1 : 0
  })
}

describe('the score of a frame of which the model sees a part', () => {
  it.each([
    ['a map that says something everywhere', () => 1],
    ['one that says nothing of what is not seen', (x: number, y: number) => part.data[y * 10 + x]!]
  ])('has lift 1 for %s, whatever the margin', (_, value) => {
    for (const margin of margins) {
      expect(score(mapOf(value), block, 1, margin, part).lift).toBeCloseTo(1, 6)
      expect(score(mapOf(value), trapezoid, 1, margin, part).lift).toBeCloseTo(1, 6)
    }
  })

  it('counts the pixels that are seen, and the attention on them', () => {
    // The block has columns 2..5 of rows 2..5: of the 25 pixels seen 4 + 4 + 2.
    const map = mapOf((x, y) => (y === 3 && x === 2 ? 3 : y === 3 && x === 8 ? 1 : y === 5 && x === 3 ? 100 : 0))
    const { share, lift, zones } = score(map, block, 1, 0, part)
    // The 8 bits of a map whose largest value is 100 hold 3 as 8 of 255, and 1 as 3.
    expect(share).toBeCloseTo(8 / 11, 5)
    expect(lift).toBeCloseTo(8 / 11 / (10 / 25), 5)
    expect(zones!.right).toBeCloseTo(3 / 11, 5)
  })

  it('is that of counting the covered part of every pixel that is seen', () => {
    const random = seeded(12)
    let compared = 0
    for (let trial = 0; trial < 200; trial++) {
      const map = mapOf(() => random() ** 4)
      const seen = { ...part, data: part.data.map(() => Number(random() < 0.6)) }
      const polygon = star(random)
      const slow = coverageScore(map, polygon, seen)
      if (slow.area < 1) continue
      const { share, lift } = score(map, polygon, 1, 0, seen)
      expect(share).toBeCloseTo(slow.share!, 5)
      expect(lift).toBeCloseTo(slow.lift!, 4)
      compared++
    }
    expect(compared).toBeGreaterThan(100)
  })

  it('is nothing where the lane, or all attention, lies where nothing is seen', () => {
    const below: Polygon = [
      [0.1, 0.8],
      [0.9, 0.8],
      [0.9, 1],
      [0.1, 1]
    ]
    expect(
      score(
        mapOf(() => 1),
        below,
        1,
        0,
        part
      )
    ).toMatchObject({ share: null, lift: null, zones: null })
    expect(
      score(
        mapOf((_, y) => (y === 7 ? 1 : 0)),
        block,
        1,
        0,
        part
      )
    ).toMatchObject({ share: null, lift: null })
  })
})

/** A simple polygon of any shape around a place in the map, partly outside it. */
function star(random: () => number): Polygon {
  const [middleX, middleY] = [0.2 + 0.6 * random(), 0.2 + 0.6 * random()]
  const corners = 3 + Math.floor(random() * 9)
  return Array.from({ length: corners }, (_, i) => {
    const angle = ((i + 0.8 * random()) / corners) * 2 * Math.PI
    const radius = 0.1 + 0.5 * random()
    return [middleX + radius * Math.cos(angle), middleY + radius * Math.sin(angle)]
  })
}
