import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codeBlocks } from '../corridor/picture/codeBlocks.ts'
import { createCanvas } from '../corridor/picture/canvas.ts'
import { createLens } from '../corridor/picture/lens.ts'
import { varietyLine } from '../corridor/variety.ts'
import { takePicture } from '../corridor/picture/picture.ts'
import { makeChunk, PLACES, RGB, STRIDE } from '../corridor/train/chunk.ts'
import { createGround } from '../corridor/world/relief.ts'
import { isOff, OTHER, OWN, ownLane, type Section } from '../corridor/world/section.ts'
import { createTrack, nearestSample, placeNear, pointAt, seenFrom } from '../corridor/world/track.ts'
import { allVariety, createWorld, looksAround } from '../corridor/world/world.ts'
import { createRandom } from '../world/random.ts'

const view = { s: 0, d: 0, turn: 0, pitch: 0.02, roll: 0.05 }
const camera = { height: 1.4, across: 0.9, up: 0.5, horizon: 0.4, barrel: 0.3, sideways: 0.03, bonnet: null }

describe('a lens', () => {
  it('projects to the pixel whose direction it gives, distortion and all', () => {
    const lens = createLens(camera, view, 160, 96)
    const [ray, pixel] = [new Float64Array(3), new Float64Array(2)]
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 159 }),
        fc.integer({ min: 0, max: 95 }),
        fc.double({ min: 0.5, max: 50, noNaN: true }),
        (column, row, far) => {
          lens.direction(column, row, ray)
          fc.pre(ray[0]! > 0.1)
          expect(lens.project(ray[0]! * far, ray[1]! * far, ray[2]! * far, pixel)).toBe(true)
          expect(pixel[0]).toBeCloseTo(column + 0.5, 2)
          expect(pixel[1]).toBeCloseTo(row + 0.5, 2)
        }
      )
    )
  })

  it('has the horizon where it was asked for', () => {
    const lens = createLens({ ...camera, barrel: 0, sideways: 0 }, { ...view, pitch: 0, roll: 0 }, 160, 96)
    const pixel = new Float64Array(2)
    lens.project(1e6, 0, 0, pixel)
    expect(pixel[1]! / 96).toBeCloseTo(0.4, 3)
  })
})

describe('ground', () => {
  it.each([-0.5, -0.1, -0.01])('is met by a ray of slope %d where geometry says, when it is flat', (slope) => {
    const ground = createGround({ waves: [] }, 1.4, 0, 2000)
    expect(ground.ahead(slope)).toBeCloseTo(-1.4 / slope, 0)
    expect(ground.ahead(0.01)).toBe(Infinity)
  })

  it('hides what lies behind a crest', () => {
    const ground = createGround({ waves: [{ height: 2, length: 60, phase: 0 }] }, 1.4, 0, 2000)
    for (let slope = -0.3; slope < 0; slope += 0.002) {
      const at = ground.ahead(slope)
      if (at === Infinity) continue
      // Nothing before it may stick out above the ray.
      for (let x = 0.3; x < at * 0.97; x *= 1.03) expect(ground.heightAt(x)).toBeLessThan(1.4 + slope * x + 0.02)
    }
  })
})

describe('a track', () => {
  const track = createTrack(createRandom('bends'), { length: 200, step: 0.5, tightest: 15, straight: 0.3 })

  it('bends no tighter than it was asked to', () => {
    for (let i = 1; i < track.x.length; i++)
      expect(Math.abs(track.heading[i]! - track.heading[i - 1]!) / 0.5).toBeLessThan(1 / 15 + 1e-9)
  })

  it('tells where a point lies beside it', () => {
    const seen = seenFrom(track, { s: 60, d: 1 }, 0.1, { back: 10, ahead: 60 })
    const eye = pointAt(track, { s: 60, d: 1 })
    const [cos, sin] = [Math.cos(eye.heading + 0.1), Math.sin(eye.heading + 0.1)]
    const place = { s: 0, d: 0 }
    for (const [s, d] of [
      [62, 0],
      [75, -3],
      [90, 4]
    ] as const) {
      const { x, y } = pointAt(track, { s, d })
      const [ahead, left] = [cos * (x - eye.x) + sin * (y - eye.y), cos * (y - eye.y) - sin * (x - eye.x)]
      placeNear(seen, ahead, left, nearestSample(seen, ahead, left, 1), place)
      expect(place.s).toBeCloseTo(s, 0)
      expect(place.d).toBeCloseTo(d, 1)
    }
  })
})

describe('the own lane', () => {
  const road: Section = {
    bands: [],
    lines: [],
    bars: [],
    lanes: [
      { from: -3, to: 0 },
      { from: 0, to: 3 }
    ],
    drivable: { from: -3.5, to: 3.5 },
    bare: false
  }
  it.each([
    ['the right one', -1, { from: -3, to: 0 }, false],
    ['the left one', 0.2, { from: 0, to: 3 }, false],
    ['the left one, a wheel beside the road', 2.8, { from: 0, to: 3 }, true],
    ['the nearest beside the road', 3.9, { from: 0, to: 3 }, true],
    ['none far beside it', -6, null, true]
  ])('is %s', (_, d, lane, off) => {
    expect(ownLane(road, d)).toEqual(lane)
    expect(isOff(road, d, 0.9)).toBe(off)
  })
  it('is none on bare ground', () => {
    expect(ownLane({ ...road, bare: true }, 0)).toBeNull()
  })
})

describe('a picture', () => {
  const size = { width: 160, height: 96 }
  it('is the same from the same seeds, and another from others', () => {
    const [one, same, other] = ['a', 'a', 'b'].map((seed) => {
      const world = createWorld(seed)
      return takePicture(world, looksAround(world, createRandom('view'), 1)[0]!, size, '0')
    })
    expect(one).toEqual(same)
    expect(one!.rgb).not.toEqual(other!.rgb)
  })

  it('shows the own lane before the camera of a car that keeps to it', () => {
    const plain = { looks: false, cameras: false, weather: false, damage: false }
    for (let i = 0; i < 12; i++) {
      const world = { ...createWorld(`plain ${i}`, plain), things: [], walls: [] }
      const { lanes } = world.look.section
      const middle = (lanes[0]!.from + lanes[0]!.to) / 2
      const { shows } = takePicture(world, { s: 20, d: middle, turn: 0, pitch: 0, roll: 0 }, size, '0')
      expect(shows[94 * 160 + 80]).toBe(OWN)
      expect(shows.includes(OTHER)).toBe(true)
    }
  })

  it('loses by coding what coarse steps lose, and nothing by fine ones', () => {
    const random = createRandom('blocks')
    const canvas = createCanvas(16, 16)
    canvas.rgb.forEach((_, i) => (canvas.rgb[i] = random.next()))
    const before = canvas.rgb.slice()
    codeBlocks(canvas, 1e-6)
    canvas.rgb.forEach((value, i) => expect(value).toBeCloseTo(before[i]!, 4))
    codeBlocks(canvas, 0.5)
    const lost = canvas.rgb.reduce((sum, value, i) => sum + Math.abs(value - before[i]!), 0) / before.length
    expect(lost).toBeGreaterThan(0.05)
  })
})

it('keeps of a chunk what was drawn, two by two pixels a place', () => {
  const plan = { seed: 'chunk', index: 3, worlds: 2, perWorld: 2, variety: allVariety }
  const bytes = makeChunk(plan)
  expect(bytes).toHaveLength(4 * STRIDE)
  const world = createWorld('chunk/3/1')
  const views = looksAround(world, createRandom(`${world.seed}/views`), 2)
  const { rgb, shows, isOff: off } = takePicture(world, views[1]!, { width: 160, height: 96 }, '1')
  const last = bytes.subarray(3 * STRIDE)
  expect(last.subarray(0, RGB)).toEqual(rgb)
  const owned = last.subarray(RGB, RGB + PLACES).reduce((sum, value) => sum + (value & 15), 0)
  expect(owned).toBe(shows.reduce((sum: number, value) => sum + Number(value === OWN), 0))
  expect(last.at(-1)).toBe(Number(off))
})

describe('what a group of variety is worth', () => {
  const all = Array.from({ length: 200 }, (_, world) => 0.8 + 0.1 * Math.sin(world))

  it('is the mean difference over worlds, with what chance may make of it', () => {
    const less = all.map((value, world) => value - 0.05 + 0.2 * Math.sin(7 * world))
    const [, mean, from, to] = /, −(0\.\d+) \(−(0\.\d+) to −(0\.\d+)\)/.exec(varietyLine('looks', less, all))!
    expect(Number(mean)).toBeCloseTo(0.05, 2)
    // Deviation 0.2 / √2 over 200 worlds: 1.96 standard errors are 0.020.
    expect(Number(from) - Number(mean)).toBeCloseTo(0.02, 2)
    expect(Number(mean) - Number(to)).toBeCloseTo(0.02, 2)
  })

  it('leaves worlds out that have no lane', () => {
    expect(varietyLine(null, [...all, NaN, NaN], all)).toContain('in 200 worlds')
  })
})
