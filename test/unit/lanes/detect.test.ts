import { describe, expect, it } from 'vitest'
import { lookEvery } from '../../../src/main/lanes/betweenLooks.ts'
import { CORRIDOR_MARGIN } from '../../../src/main/lanes/corridor.ts'
import { createLaneDetector, LaneEvidence } from '../../../src/main/lanes/detect.ts'
import { smoothLanes } from '../../../src/main/lanes/smoothLanes.ts'
import type { LaneRegion } from '../../../src/shared/lanes.ts'
import { overlapOfRegions } from '../../../scripts/evaluate/overlap.ts'
import { type Line, plainRoad, renderRoad, type RoadScene } from '../../../testing/roads.ts'
import { seeded } from '../../../testing/seeded.ts'

const line = (style: Line['style'], colour: Line['colour'] = 'white'): Line => ({ style, colour })
const bothDashed: RoadScene['lines'] = [line('solid'), line('dashed'), line('dashed'), line('solid')]
const yellowLeft: RoadScene['lines'] = [line('none'), line('solid', 'yellow'), line('dashed'), line('solid')]
const noLines: RoadScene['lines'] = [line('none'), line('none'), line('none'), line('none')]

/** Below it a frame has no lane region (the default rule's own value). */
const SURE = 0.5

function watch(scene: RoadScene): { regions: (LaneRegion | null)[]; overlaps: number[] } {
  const detector = createLaneDetector(scene)
  const pictures = Array.from({ length: scene.frames }, (_, frame) => renderRoad(scene, frame))
  const regions = smoothLanes(
    pictures.map(({ rgb }) => detector.frame(rgb)),
    scene.rate
  )
  const overlaps = pictures.map(
    ({ corridor }, frame) =>
    overlapOfRegions(corridor(CORRIDOR_MARGIN), regions[frame]?.polygon ?? [[0, 0], [0, 0], [0, 0]], scene) // prettier-ignore
  )
  return { regions, overlaps }
}

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

describe('the lane detector on roads whose lanes are known', () => {
  it.each<[string, Partial<RoadScene>]>([
    ['a straight road', {}],
    ['a curve', { curvature: 0.004, seed: 3 }],
    ['a tight curve at walking pace', { curvature: 0.02, speed: 8, seed: 4 }],
    ['dashes on both sides', { lines: bothDashed, seed: 7 }],
    ['a yellow line on the left', { lines: yellowLeft, seed: 9 }],
    ['shadows of trees', { shadows: true, curvature: 0.002 }],
    ['night', { light: 'night', noise: 6 }],
    ['worn paint over a hill', { wear: 0.6, slope: 0.0004 }],
    ['other cars', { cars: true, curvature: -0.002 }],
    ['a wide camera that looks down', { focal: 0.5, horizon: 0.4, cameraHeight: 1.6 }],
    ['a small square picture', { width: 160, height: 120, focal: 0.8, horizon: 0.42 }]
  ])('finds the corridor on %s', (_, change) => {
    const { regions, overlaps } = watch({ ...plainRoad, frames: 30, ...change })
    const sure = overlaps.filter((_, frame) => regions[frame]!.confidence >= SURE)
    expect(sure.length / overlaps.length).toBeGreaterThanOrEqual(0.9)
    expect(mean(sure)).toBeGreaterThanOrEqual(0.93)
    expect(Math.min(...sure)).toBeGreaterThanOrEqual(0.85)
  })

  it('follows a change of lane, and says where it does not know', () => {
    const { regions, overlaps } = watch({ ...plainRoad, frames: 90, lines: bothDashed, laneChangeAt: 45 })
    const sure = overlaps.filter((_, frame) => regions[frame]!.confidence >= SURE)
    expect(mean(sure)).toBeGreaterThanOrEqual(0.93)
    expect(mean(overlaps.slice(0, 20))).toBeGreaterThanOrEqual(0.93)
    expect(mean(overlaps.slice(-20))).toBeGreaterThanOrEqual(0.93)
    expect(sure.length).toBeGreaterThanOrEqual(60)
    // What it is unsure of is what would have been wrong.
    const wrong = regions.filter((region, frame) => region!.confidence >= SURE && overlaps[frame]! < 0.7)
    expect(wrong.length).toBeLessThanOrEqual(2)
  })
})

describe('the lane detector where there are no lanes', () => {
  const random = seeded(17)
  const size = { width: 320, height: 180 }
  const pictures = (value: (x: number, y: number) => number): Uint8Array[] =>
    Array.from({ length: 30 }, () =>
      Uint8Array.from({ length: size.width * size.height * 3 }, (_, i) =>
        value(Math.floor(i / 3) % size.width, Math.floor(i / 3 / size.width))
      )
    )

  it.each<[string, () => Uint8Array[]]>([
    ['black', () => pictures(() => 0)],
    ['one grey', () => pictures(() => 128)],
    ['sky', () => pictures((_, y) => 200 - y / 4 + 4 * random())],
    ['noise', () => pictures(() => 255 * random())],
    ['a road without lines', () => roadPictures({ ...plainRoad, frames: 30, lines: noLines })]
  ])('knows that it does not know: %s', (_, make) => {
    const detector = createLaneDetector(size)
    const regions = smoothLanes(
      make().map((rgb) => detector.frame(rgb)),
      20
    )
    for (const region of regions) expect(region?.confidence ?? 0).toBeLessThan(SURE)
  })

  it('loses the lanes where the markings end, and finds them again', () => {
    const detector = createLaneDetector(size)
    const scene = { ...plainRoad, frames: 120 }
    const bare = { ...scene, lines: noLines }
    const evidence = Array.from({ length: 120 }, (_, frame) =>
      detector.frame(renderRoad(frame >= 40 && frame < 85 ? bare : scene, frame).rgb)
    )
    const confidences = smoothLanes(evidence, 20).map((region) => region!.confidence)
    expect(mean(confidences.slice(5, 35))).toBeGreaterThan(0.8)
    expect(mean(confidences.slice(55, 70))).toBeLessThan(SURE)
    expect(mean(confidences.slice(92, 115))).toBeGreaterThan(0.8)
  })

  const roadPictures = (scene: RoadScene): Uint8Array[] =>
    Array.from({ length: scene.frames }, (_, frame) => renderRoad(scene, frame).rgb)
})

describe('lane evidence', () => {
  const scene = { ...plainRoad, frames: 20 }
  const detector = createLaneDetector(scene)
  const evidence = Array.from({ length: 20 }, (_, frame) => detector.frame(renderRoad(scene, frame).rgb))

  it('is small, and the same after a way through JSON', () => {
    for (const frame of evidence) {
      const text = JSON.stringify(frame)
      expect(text.length).toBeLessThan(6000)
      expect(LaneEvidence.parse(JSON.parse(text))).toEqual(frame)
    }
  })

  it('does not depend on the frames before', () => {
    const fresh = createLaneDetector(scene)
    expect(fresh.frame(renderRoad(scene, 7).rgb)).toEqual(evidence[7])
  })

  it('may be missing for frames, which then hold what the frames around say', () => {
    const holes = evidence.map((frame, i) => (i >= 8 && i < 11 ? null : frame))
    const regions = smoothLanes(holes, scene.rate)
    const truth = renderRoad(scene, 9).corridor(CORRIDOR_MARGIN)
    expect(overlapOfRegions(regions[9]!.polygon, truth, scene)).toBeGreaterThan(0.9)
    expect(smoothLanes([null, null], 20)).toEqual([null, null])
    expect(smoothLanes([], 20)).toEqual([])
  })

  it.each<[string, Partial<RoadScene>]>([
    ['in a curve', { curvature: 0.004 }],
    ['with a camera that shakes', { shake: 2 }],
    ['while the lane changes', { laneChangeAt: 45, lines: bothDashed }]
  ])('is needed of ten frames a second only, and those between are right too: %s', (_, change) => {
    const fast = { ...plainRoad, rate: 30, frames: 90, ...change }
    const every = lookEvery(fast.rate)
    expect(every).toBe(3)
    const looks = Array.from({ length: fast.frames }, (_, frame) =>
      frame % every === 0 ? detector.frame(renderRoad(fast, frame).rgb) : null
    )
    const regions = smoothLanes(looks, fast.rate)
    expect(regions).toHaveLength(fast.frames)
    const between = regions.flatMap((region, frame) => {
      if (frame % every === 0 || region!.confidence < SURE) return []
      return [overlapOfRegions(renderRoad(fast, frame).corridor(CORRIDOR_MARGIN), region!.polygon, fast)]
    })
    expect(between.length).toBeGreaterThanOrEqual(30)
    expect(mean(between)).toBeGreaterThanOrEqual(0.93)
    expect(between.filter((overlap) => overlap < 0.7).length).toBeLessThanOrEqual(2)
  })

  it('refuses a picture of another size', () => {
    expect(() => detector.frame(new Uint8Array(12))).toThrow(RangeError)
  })
})
