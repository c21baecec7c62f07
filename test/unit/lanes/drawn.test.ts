import { describe, expect, it } from 'vitest'
import { blendOutlines, drawnRegion } from '../../../src/main/lanes/drawn.ts'
import type { Polygon } from '../../../src/shared/lanes.ts'
import { overlapOfRegions } from '../../../scripts/evaluate/overlap.ts'

const box = (x: number, y: number, width: number, height: number): Polygon => [
  [x, y],
  [x + width, y],
  [x + width, y + height],
  [x, y + height]
]
const size = { width: 64, height: 64 }

/** The same outline with further vertices on its sides. */
const withMore = (polygon: Polygon): Polygon =>
  polygon.flatMap((vertex, i): Polygon => {
    const next = polygon[(i + 1) % polygon.length]!
    return [vertex, [vertex[0] + (next[0] - vertex[0]) / 3, vertex[1] + (next[1] - vertex[1]) / 3]]
  })

describe('drawnRegion', () => {
  const left = box(0.1, 0.2, 0.2, 0.4)
  const right = box(0.5, 0.4, 0.4, 0.4)
  const keyframes = [
    { frame: 10, polygon: left },
    { frame: 20, polygon: right }
  ]

  it('is nothing where nothing was drawn', () => {
    expect(drawnRegion([], 3)).toBeNull()
  })

  it.each([
    ['before the first keyframe', 0, left],
    ['on a keyframe', 10, left],
    ['after the last', 99, right],
    ['halfway', 15, box(0.3, 0.3, 0.3, 0.4)],
    ['a quarter of the way', 12.5, box(0.2, 0.25, 0.25, 0.4)]
  ])('holds and blends: %s', (_, frame, expected) => {
    const region = drawnRegion(keyframes, frame)!
    expect(region).toMatchObject({ confidence: 1, source: 'drawn' })
    expect(overlapOfRegions(region.polygon, expected, size)).toBeGreaterThan(0.999)
  })

  it('lets one keyframe hold for the whole drive', () => {
    for (const frame of [0, 10, 5000]) expect(drawnRegion(keyframes.slice(0, 1), frame)!.polygon).toEqual(left)
  })
})

describe('blendOutlines', () => {
  const from = box(0.1, 0.1, 0.3, 0.6)
  const to = box(0.4, 0.3, 0.3, 0.6)
  const halfway = box(0.25, 0.2, 0.3, 0.6)

  it.each<[string, Polygon]>([
    ['of more vertices', withMore(to)],
    ['begun at another vertex', [...to.slice(2), ...to.slice(0, 2)]],
    ['drawn the other way round', to.toReversed()]
  ])('meets the same shape halfway from one %s', (_, other) => {
    expect(overlapOfRegions(blendOutlines(from, other, 0.5), halfway, size)).toBeGreaterThan(0.99)
    expect(overlapOfRegions(blendOutlines(other, from, 0.5), halfway, size)).toBeGreaterThan(0.99)
  })

  /** A straight lane from its far to its near end, with more vertices on its sides, as detected outlines have. */
  const lane = (far: [number, number], near: [number, number], more: number): Polygon => {
    const side = (column: 0 | 1): Polygon =>
      Array.from({ length: more + 2 }, (_, i) => {
        const part = (i / (more + 1)) ** 2
        return [far[column] + (near[column] - far[column]) * part, 0.4 + 0.6 * part]
      })
    return [...side(0).reverse(), ...side(1)]
  }

  it.each([
    [
      'that grows wider',
      lane([0.45, 0.55], [0.3, 0.7], 0),
      lane([0.4, 0.6], [0, 1], 9),
      lane([0.425, 0.575], [0.15, 0.85], 0)
    ],
    [
      'that goes aside',
      lane([0.2, 0.3], [0.1, 0.6], 3),
      lane([0.7, 0.8], [0.4, 0.9], 0),
      lane([0.45, 0.55], [0.25, 0.75], 0)
    ],
    [
      'from a narrow end to a wide one',
      lane([0.1, 0.9], [0.4, 0.6], 2),
      lane([0.48, 0.52], [0.2, 0.8], 7),
      lane([0.29, 0.71], [0.3, 0.7], 0)
    ]
  ])('keeps the corners of a lane %s, whatever vertices lie on its sides', (_, start, end, middle) => {
    expect(overlapOfRegions(blendOutlines(start, end, 0.5), middle, size)).toBeGreaterThan(0.995)
    expect(overlapOfRegions(blendOutlines(end, start, 0.5), middle, size)).toBeGreaterThan(0.995)
  })

  it('gives the outlines themselves at its ends', () => {
    const triangle: Polygon = [
      [0.5, 0.1],
      [0.9, 0.9],
      [0.1, 0.9]
    ]
    expect(overlapOfRegions(blendOutlines(triangle, from, 0), triangle, size)).toBeGreaterThan(0.999)
    expect(overlapOfRegions(blendOutlines(triangle, from, 1), from, size)).toBeGreaterThan(0.999)
  })
})
