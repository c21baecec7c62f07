import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PngPixels } from '../../../src/main/lanes/labels/pngPixels.ts'
import { semanticLane, semanticTags } from '../../../src/main/lanes/semanticLane.ts'
import { CORRIDOR_MARGIN } from '../../../src/shared/lanes.ts'
import { overlapOfRegions } from '../../../scripts/evaluate/overlap.ts'
import { semanticLaneTruth, semanticPicture, tags, townRoad, type SemanticRoad } from '../../fixtures/semanticRoad.ts'

const pixelsOf = (scene: SemanticRoad, tag: (typeof tags)[keyof typeof tags] = tags.new): PngPixels => ({
  width: scene.width,
  height: scene.height,
  channels: 1,
  data: semanticPicture(scene, tag),
  palette: null
})
const laneOf = (scene: SemanticRoad) => semanticLane(pixelsOf(scene), tags.new, scene.cameraHeight)

/** Far off, where lines run into a pixel, the labelled lane ends. */
const FARTHEST = 45

describe('the own lane of a semantic picture', () => {
  const roads: Record<string, Partial<SemanticRoad>> = {
    'a straight road': {},
    'a bend to the right': { curvature: 1 / 150 },
    'a bend to the left': { curvature: -1 / 150 },
    'a car at the left of its lane': { lines: [{ x: -4.65 }, { x: -1.15, dashed: true }, { x: 2.35 }] },
    'a stop line ahead': { stops: [9] },
    'dashes that begin far off': { gone: 1.4 },
    'carla_garage: 110 degrees, 2 m high': { focal: 200 / Math.tan((55 * Math.PI) / 180), cameraHeight: 2 }
  }
  it.each(Object.entries(roads))('is that between its lines: %s', (_, change) => {
    const scene = { ...townRoad, ...change }
    const [, left, right] = scene.lines
    const truth = semanticLaneTruth(scene, [left!.x, right!.x], CORRIDOR_MARGIN, FARTHEST)
    const lane = laneOf(scene)
    expect(overlapOfRegions(lane?.polygon ?? [], truth, scene)).toBeGreaterThan(0.9)
    expect(lane?.confidence).toBe(1)
  })

  const silent: Record<string, Partial<SemanticRoad>> = {
    'no line on the right': { lines: [{ x: -1.75 }], road: [-6, 1.75] },
    'no line on the left': { lines: [{ x: 1.75 }] },
    'no paint at all': { lines: [] },
    'lines as far apart as two lanes': { lines: [{ x: -3.5 }, { x: 3.5 }], road: [-4, 4] },
    'the bars of a crossing': { lines: [{ x: -1.5 }, { x: -0.5 }, { x: 0.5 }, { x: 1.5 }] },
    'lines with no road between them': { road: [-8, -2] },
    'a stop line alone': { lines: [], stops: [7] }
  }
  it.each(Object.entries(silent))('is not guessed where the markings do not tell: %s', (_, change) => {
    expect(laneOf({ ...townRoad, ...change })).toBeNull()
  })

  it('never covers the other lane, wherever the car stands in its own', () => {
    let found = 0
    fc.assert(
      fc.property(
        fc.double({ min: -0.9, max: 0.9, noNaN: true }),
        fc.double({ min: -1 / 80, max: 1 / 80, noNaN: true }),
        fc.double({ min: 0, max: 7, noNaN: true }),
        fc.double({ min: 2.8, max: 4, noNaN: true }),
        (aside, curvature, gone, width) => {
          const at = [-1.5 * width, -0.5 * width, 0.5 * width].map((x) => x - aside)
          const scene = {
            ...townRoad,
            curvature,
            gone,
            lines: [{ x: at[0]! }, { x: at[1]!, dashed: true }, { x: at[2]! }],
            road: [at[0]! - 0.5, at[2]! + 0.5] as const
          }
          const lane = laneOf(scene)
          if (!lane) return
          found++
          const truth = semanticLaneTruth(scene, [at[1]!, at[2]!], CORRIDOR_MARGIN, FARTHEST)
          expect(overlapOfRegions(lane.polygon, truth, scene)).toBeGreaterThan(0.8)
        }
      ),
      { numRuns: 60, seed: 18 }
    )
    expect(found).toBeGreaterThan(30)
  })
})

describe('the tags of semantic pictures', () => {
  it('are told by what lies at their foot, for each age of CARLA', () => {
    expect(semanticTags([pixelsOf(townRoad)])).toEqual({ road: 1, line: 24 })
    expect(semanticTags([pixelsOf(townRoad, tags.old)])).toEqual({ road: 7, line: 6 })
  })

  it('are not told by pictures without a road or without paint', () => {
    const blank = { width: 8, height: 8, channels: 1, data: new Uint8Array(64).fill(11), palette: null }
    expect(semanticTags([])).toBeNull()
    expect(semanticTags([blank])).toBeNull()
    expect(semanticTags([pixelsOf({ ...townRoad, lines: [] })])).toBeNull()
  })
})
