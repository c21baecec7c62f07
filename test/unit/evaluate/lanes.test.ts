import { describe, expect, it } from 'vitest'
import { barLines, reached } from '../../../scripts/evaluate/bars.ts'
import { interruptionBars, interruptionResults } from '../../../scripts/evaluate/interruptions.ts'
import { judged, laneResult, type LaneFrame, watchLanes } from '../../../scripts/evaluate/lanes.ts'
import { overlapOfRegions } from '../../../scripts/evaluate/overlap.ts'
import { reliability } from '../../../scripts/evaluate/reliability.ts'
import type { Polygon } from '../../../src/shared/lanes.ts'
import { plainRoad, renderRoad } from '../../../testing/roads.ts'

const box = (left: number, right: number): Polygon => [
  [left, 0],
  [right, 0],
  [right, 1],
  [left, 1]
]
const view = { width: 320, height: 180 }
const frames = (count: number, frame: Omit<LaneFrame, 'isNews'>): LaneFrame[] =>
  Array.from({ length: count }, () => ({ ...frame, isNews: true }))

describe('the measures of lanes', () => {
  it.each([
    [box(0, 0.5), box(0, 0.5), 1],
    [box(0, 0.5), box(0.5, 1), 0],
    [box(0, 0.5), box(0.25, 0.75), 1 / 3]
  ])('overlap of %j and %j is %f', (a, b, overlap) => {
    expect(overlapOfRegions(a, b, view)).toBeCloseTo(overlap, 6)
  })

  it('a detector that says 0.9 and is right nine times of ten is calibrated', () => {
    const right = frames(9, { confidence: 0.9, overlap: 0.95, painted: 2 })
    const wrong = frames(1, { confidence: 0.9, overlap: 0.2, painted: 1 })
    const result = laneResult('d', [...right, ...wrong])
    expect(reliability([...right, ...wrong].map(judged)).calibrationError).toBeCloseTo(0, 12)
    expect(result.coverage).toBe(1)
    expect(result.overlap).toBeCloseTo((9 * 0.95 + 0.2) / 10, 12)
    expect(result.separation).toBe(0.5)
  })

  it('frames without paint do not count for coverage, unsure ones not for overlap', () => {
    const result = laneResult('d', [
      ...frames(6, { confidence: 0.9, overlap: 0.9, painted: 2 }),
      ...frames(2, { confidence: 0.1, overlap: 0.3, painted: 1 }),
      ...frames(2, { confidence: 0.1, overlap: 0.5, painted: 0 })
    ])
    expect(result).toMatchObject({ frames: 10, marked: 8, coverage: 0.75, separation: 1 })
    expect(result.overlap).toBeCloseTo(0.9, 12)
    expect(result.unsureOverlap).toBeCloseTo(0.4, 12)
  })

  it('sure and wrong is what overlaps by less than 0.7, and where there is no lane', () => {
    const result = laneResult('d', [
      ...frames(4, { confidence: 0.9, overlap: 0.9, painted: 2 }),
      ...frames(1, { confidence: 0.9, overlap: 0.7, painted: 2 }),
      ...frames(2, { confidence: 0.9, overlap: 0.6 }),
      ...frames(3, { confidence: 0.9, overlap: null }),
      ...frames(6, { confidence: 0.2, overlap: 0.1 })
    ])
    expect(result).toMatchObject({ frames: 16, sure: 10 / 16, wrong: 5, marked: 5, coverage: 1 })
    expect(result.overlap).toBeCloseTo((4 * 0.9 + 0.7 + 2 * 0.6) / 7, 12)
  })

  it('where markings cease, only a region that is sure and wrong does harm', () => {
    const unmarked = { painted: 0, interrupted: 'unmarked' } as const
    const results = interruptionResults([
      ...frames(50, { confidence: 0.9, overlap: 0.1, painted: 0 }),
      ...frames(3, { confidence: 0.9, overlap: 0.9, painted: 0, interrupted: 'junction' }),
      ...frames(1, { confidence: 0.9, overlap: 0.5, painted: 0, interrupted: 'junction' }),
      ...frames(4, { confidence: 0.1, overlap: 0.5, ...unmarked }),
      ...frames(2, { confidence: 0.1, overlap: 0.9, ...unmarked })
    ])
    expect(results).toMatchObject([
      { where: 'either', frames: 10, sure: 0.4, harmless: 0.9 },
      { where: 'junction', frames: 4, sure: 1, harmless: 0.75 },
      { where: 'unmarked', frames: 6, sure: 0, harmless: 1 }
    ])
    expect(results[0]?.overlap).toBeCloseTo(0.8, 12)
    expect(interruptionBars(results).every(reached)).toBe(true)
    expect(interruptionBars(interruptionResults([])).every(reached)).toBe(false)
  })
})

describe('a drive whose lanes are known', () => {
  const road = Array.from({ length: 30 }, (_, frame) => renderRoad(plainRoad, frame))
  async function* viewsOf(pictures: typeof road): AsyncGenerator<Uint8Array> {
    for (const { rgb } of pictures) yield Promise.resolve(rgb)
  }
  const watched = (pictures: typeof road, rate: number, ignored: number[] = []): Promise<LaneFrame[]> => {
    const frames = pictures.map(({ corridor }, i) => ({ lane: corridor(0), ignore: ignored.includes(i) }))
    return watchLanes({ name: 'road', rate, margin: 0, size: plainRoad, views: viewsOf(pictures), frames })
  }

  it.each<[string, typeof road, number, number[]]>([
    ['ten frames a second all say something new', road.slice(0, 20), 10, Array.from({ length: 20 }, (_, i) => i)],
    ['of a video every tenth frame does', road, 20, [0, 10, 20]],
    ['what is shown again does not', road.slice(0, 5).flatMap((picture) => [picture, picture, picture]), 10, [0, 3, 6, 9, 12]] // prettier-ignore
  ])('%s', async (_, pictures, rate, news) => {
    const frames = await watched(pictures, rate)
    expect(frames.flatMap(({ isNews }, i) => (isNews ? [i] : []))).toEqual(news)
  })

  it('is compared with the lane as wide as it is said to be; ignored frames are left out', async () => {
    const frames = await watched(road.slice(0, 12), 10, [3, 4])
    expect(frames).toHaveLength(10)
    for (const { overlap } of frames) expect(overlap).toBeGreaterThan(0.93)
    await expect(watchLanes({ name: 'road', rate: 10, margin: 0, size: plainRoad, views: viewsOf(road), frames: [] })).rejects.toThrow(/road has 30 pictures and truth of 0/) // prettier-ignore
  })
})

it.each([
  [0.9, { least: 0.9 }, true],
  [0.89, { least: 0.9 }, false],
  [0, { most: 0 }, true],
  [1, { most: 0 }, false],
  [NaN, { least: 0.9 }, false],
  [NaN, { most: 0.9 }, false]
])('a bar of %d with limit %j is reached: %s', (value, limit, expected) => {
  const bar = { name: 'b', value, limit }
  expect(reached(bar)).toBe(expected)
  expect(barLines([bar]).startsWith('reached')).toBe(expected)
})
