import { describe, expect, it } from 'vitest'
import { chosenSource, holdingRegion } from '../../../src/main/lanes/authority.ts'
import { importedRegion } from '../../../src/main/lanes/imported.ts'
import type { LaneRegion, LaneSource, LaneStretch, Polygon } from '../../../src/shared/lanes.ts'

const box = (x: number): Polygon => [
  [x, 0.5],
  [x + 0.2, 0.5],
  [x + 0.2, 1],
  [x, 1]
]

describe('the region that holds', () => {
  it.each<[Partial<Record<LaneSource, number>>, LaneStretch['source'] | null, LaneSource | null]>([
    [{ drawn: 1, imported: 1, model: 1, detected: 1, path: 1 }, null, 'drawn'],
    [{ imported: 1, model: 1, detected: 1, path: 1 }, null, 'imported'],
    [{ model: 0.6, detected: 1, path: 1 }, null, 'model'],
    [{ detected: 0.6, path: 1 }, null, 'detected'],
    [{ detected: 0.4, path: 0.8 }, null, 'path'],
    [{ imported: 0.3, detected: 0.7 }, null, 'detected'],
    [{ detected: 0.4, path: 0.3 }, null, 'detected'],
    [{ detected: 0.1 }, null, 'detected'],
    [{}, null, null],
    [{ drawn: 1, detected: 0.2 }, 'detected', 'detected'],
    [{ drawn: 1, detected: 1 }, 'path', null],
    [{ drawn: 1, detected: 1 }, 'none', null]
  ])('of %j, with %s chosen, is that of %s', (confidences, chosen, expected) => {
    const regionOf = (source: LaneSource): LaneRegion | null => {
      const confidence = confidences[source]
      return confidence === undefined ? null : { polygon: box(0), confidence, source }
    }
    expect(holdingRegion(regionOf, chosen)?.source ?? null).toBe(expected)
  })

  it('is chosen for stretches of frames, the later stretch before the earlier', () => {
    const stretches: LaneStretch[] = [
      { first: 10, last: 20, source: 'path' },
      { first: 15, last: 16, source: 'none' }
    ]
    expect([9, 10, 14, 15, 16, 17, 20, 21].map((frame) => chosenSource(stretches, frame))).toEqual([
      null,
      'path',
      'path',
      'none',
      'none',
      'path',
      'path',
      null
    ])
  })
})

describe('imported lanes between their labels', () => {
  const rate = 20
  const label = (frame: number, x: number | null) => ({
    frame,
    lane: x === null ? null : { polygon: box(x), confidence: 0.8 }
  })
  const labels = [label(10, 0), label(30, 0.4), label(200, 0.5), label(210, null)]

  it.each<[number, number | null, number]>([
    [10, 0, 0.8],
    [20, 0.2, 0.8 * 0.75],
    [15, 0.1, 0.8 * 0.875],
    [28, 0.36, 0.8 * 0.95],
    [0, 0, 0.8 * 0.75],
    [40, 0.4, 0.8 * 0.75],
    [50, 0.4, 0.8 * 0.5],
    [51, null, 0],
    [204, 0.5, 0.8 * 0.9],
    [206, null, 0],
    [210, null, 0]
  ])('at frame %d', (frame, x, confidence) => {
    const region = importedRegion(labels, frame, rate)
    if (x === null) return expect(region).toBeNull()
    expect(region!.source).toBe('imported')
    expect(region!.confidence).toBeCloseTo(confidence, 9)
    region!.polygon.forEach(([at]) => expect([x, x + 0.2].some((edge) => Math.abs(edge - at) < 1e-9)).toBe(true))
  })

  it('are nothing without labels', () => {
    expect(importedRegion([], 3, rate)).toBeNull()
  })
})
