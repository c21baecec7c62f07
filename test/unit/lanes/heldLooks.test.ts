import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CORRIDOR_MARGIN } from '../../../src/main/lanes/corridor.ts'
import { createLaneDetector } from '../../../src/main/lanes/detect.ts'
import { smoothLanes } from '../../../src/main/lanes/smoothLanes.ts'
import { BLOCKS, createGlance, showTheSame } from '../../../src/main/lanes/glance.ts'
import { distinctLooks, stepsBetween } from '../../../src/main/lanes/heldLooks.ts'
import { overlapOfRegions } from '../../../scripts/evaluate/overlap.ts'
import { plainRoad, renderRoad, type RoadScene } from '../../../testing/roads.ts'
import { seeded } from '../../../testing/seeded.ts'

/** The picture as a codec gives it again: each value a little off, and here and there a block lifted by a level. */
function codedAgain(rgb: Uint8Array, seed: number): Uint8Array {
  const random = seeded(seed)
  return rgb.map((value) => Math.min(255, Math.max(0, value + Math.round(12 * (random() - 0.5)))))
}

const glance = createGlance(plainRoad.width, plainRoad.height)

describe('a picture held still', () => {
  const worn: RoadScene = { ...plainRoad, seed: 11, wear: 0.7, shadows: true, noise: 10 }
  const detector = createLaneDetector(worn)

  it.each([3, 8, 14])('is one look, however often it is shown and coded: frame %i', (frame) => {
    const { rgb } = renderRoad(worn, frame)
    const once = smoothLanes([detector.frame(rgb)], 20)[0]!
    const looks = Array.from({ length: 20 }, (_, i) => detector.frame(i === 0 ? rgb : codedAgain(rgb, i)))
    const regions = smoothLanes(looks, 20)
    expect(regions).toHaveLength(20)
    for (const region of regions) expect(region).toEqual(once)
  })

  it('does not make the car surer of a lane that it drives in before and behind', () => {
    const drive = Array.from({ length: 30 }, (_, frame) => renderRoad(plainRoad, frame).rgb)
    const stood = [
      ...drive.slice(0, 15),
      ...Array.from({ length: 30 }, (_, i) => codedAgain(drive[14]!, i)),
      ...drive.slice(15)
    ]
    const [moving, standing] = [drive, stood].map((pictures) =>
      smoothLanes(
        pictures.map((rgb) => detector.frame(rgb)),
        10
      ).map((region) => region!.confidence)
    ) as [number[], number[]]
    expect(Math.max(...standing.slice(15, 45))).toBeLessThanOrEqual(moving[14]! + 1e-3)
    // And it is not forgotten either.
    expect(Math.min(...standing.slice(15, 45))).toBeGreaterThan(0.8)
  })

  it('is told from a drive whose pictures are shown four times each, which is found as well', () => {
    const scene = { ...plainRoad, rate: 5, frames: 24, curvature: 0.003 }
    const evidence = Array.from({ length: scene.frames }, (_, frame) => {
      const { rgb } = renderRoad(scene, frame)
      return [0, 1, 2, 3].map((i) => detector.frame(i === 0 ? rgb : codedAgain(rgb, 100 * frame + i)))
    })
    const regions = smoothLanes(evidence.flat(), 20)
    const overlaps = Array.from({ length: scene.frames }, (_, frame) =>
      overlapOfRegions(renderRoad(scene, frame).corridor(CORRIDOR_MARGIN), regions[4 * frame]!.polygon, scene)
    )
    expect(overlaps.reduce((sum, value) => sum + value, 0) / overlaps.length).toBeGreaterThan(0.9)
  })
})

describe('glances', () => {
  it.each<[string, Partial<RoadScene>]>([
    ['by day', {}],
    ['at night', { light: 'night' }],
    ['at walking pace', { speed: 2, sway: 0 }],
    ['in a tight curve', { curvature: 0.02, speed: 8 }]
  ])('tell pictures of a moving car apart within two tenths of a second, and no coding of one: %s', (_, change) => {
    const scene = { ...plainRoad, rate: 10, frames: 20, ...change }
    for (let frame = 0; frame + 2 < scene.frames; frame += 3) {
      const { rgb } = renderRoad(scene, frame)
      const here = glance(rgb)
      expect(showTheSame(here, glance(codedAgain(rgb, frame)))).toBe(true)
      expect(showTheSame(here, glance(renderRoad(scene, frame + 2).rgb))).toBe(false)
    }
  })

  it('take in every pixel of pictures of any size', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 16, max: 70 }),
        fc.integer({ min: 9, max: 50 }),
        fc.nat(255),
        (width, height, level) => {
          const rgb = new Uint8Array(width * height * 3).fill(level)
          expect(createGlance(width, height)(rgb)).toEqual(new Uint8Array(BLOCKS).fill(level))
        }
      )
    )
  })
})

describe('distinct looks', () => {
  /** A glance that differs from all others by far. */
  const at = (scene: number | null): Uint8Array | null =>
    scene === null ? null : new Uint8Array(BLOCKS).fill(10 * scene)
  const scenes = fc.array(fc.option(fc.nat(4), { freq: 4 }), { maxLength: 40 })

  it('are in order, each with the first look that shows it, and cover all', () => {
    fc.assert(
      fc.property(scenes, (drive) => {
        const { firsts, of } = distinctLooks(drive.map(at))
        expect(of).toHaveLength(drive.length)
        firsts.forEach((first, distinct) => expect(of[first]).toBe(distinct))
        drive.forEach((scene, look) => {
          const first = firsts[of[look]!]!
          expect(first).toBeLessThanOrEqual(look)
          if (scene !== null) expect(drive[first]).toBe(scene)
          if (look > 0) expect([0, 1]).toContain(of[look]! - of[look - 1]!)
        })
      })
    )
  })

  it('do not become more by showing each picture again', () => {
    fc.assert(
      fc.property(scenes, fc.integer({ min: 1, max: 5 }), (drive, times) => {
        const shown = drive.filter((scene) => scene !== null)
        const again = shown.flatMap((scene) => Array.from({ length: times }, () => at(scene)))
        expect(distinctLooks(again).firsts).toHaveLength(distinctLooks(shown.map(at)).firsts.length)
      })
    )
  })

  it('tell two runs apart however alike: a run creeps no further than its first look', () => {
    const creeping = Array.from({ length: 12 }, (_, i) => new Uint8Array(BLOCKS).fill(100 + i))
    expect(distinctLooks(creeping).firsts).toEqual([0, 2, 4, 6, 8, 10])
  })

  it('take looks without a picture into a run that goes on behind them, and else leave them be', () => {
    const looks = distinctLooks([at(1), null, null, at(1), null, at(2)])
    expect(looks).toEqual({ firsts: [0, 4, 5], of: Int32Array.from([0, 0, 0, 0, 1, 2]) })
    expect([1, 2].map(stepsBetween(looks))).toEqual([4, 1])
  })
})
