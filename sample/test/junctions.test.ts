import { describe, expect, it } from 'vitest'
import { driveAlong } from '../drive/driveAlong.ts'
import type { DriveFrame } from '../drive/frame.ts'
import { crossingMesh, crossingPaintMesh } from '../scene/crossings.ts'
import { truthFiles } from '../truth/files.ts'
import { crossingAt, type Junction, layJunctions, mouthOf, onCrossing } from '../world/junctions.ts'
import { createRandom } from '../world/random.ts'
import { laneWidth, pavedHalfWidth } from '../world/road.ts'
import { createWorld, type WorldSpec } from '../world/world.ts'

const plain: WorldSpec = { seed: 'junctions', length: 700, weather: 'sun', boards: 'random' }
const unmarked = { from: 400, to: 520 }
const spec: WorldSpec = { ...plain, junctions: [100, 250], unmarked: [unmarked] }
const junction: Junction = { s: 100, width: 8, flare: 5, skew: 0.2, stop: true }

describe('a crossing road', () => {
  it('is straight and wider where it meets ours', () => {
    const atEdge = crossingAt(junction, pavedHalfWidth)
    expect(atEdge.to - atEdge.from).toBeCloseTo(8 + 2 * 5, 9)
    for (const offset of [10, 40, -40]) {
      const { from, to } = crossingAt(junction, offset)
      expect(to - from).toBeCloseTo(8, 9)
      expect((from + to) / 2).toBeCloseTo(100 + 0.2 * offset, 9)
    }
  })

  it('has round corners: its edge stays at one distance from a point', () => {
    const square = { ...junction, skew: 0 }
    for (let out = 0; out <= 5; out += 0.5) {
      const { to } = crossingAt(square, pavedHalfWidth + out)
      // The corner's middle is a radius beyond both edges.
      expect(Math.hypot(to - (100 + 4 + 5), out - 5)).toBeCloseTo(5, 9)
    }
  })

  it('opens ours within its mouth, 14 to 26 m of it', () => {
    const places = Array.from({ length: 40 }, (_, i) => i * 100)
    for (const one of layJunctions(createRandom('mouths'), places)) {
      const mouth = mouthOf(one)
      expect(mouth.to - mouth.from).toBeGreaterThan(14)
      expect(mouth.to - mouth.from).toBeLessThan(26)
      for (const offset of [-pavedHalfWidth, 0, pavedHalfWidth]) {
        const { from, to } = crossingAt(one, offset)
        expect(from).toBeGreaterThanOrEqual(mouth.from - 1e-9)
        expect(to).toBeLessThanOrEqual(mouth.to + 1e-9)
      }
    }
  })

  it.each([
    ['surface', crossingMesh],
    ['paint', crossingPaintMesh]
  ])('is seen from above: every triangle of its %s faces up', (_, build) => {
    const world = createWorld(spec)
    const geometry = build(world, world.junctions).geometry()
    const positions = geometry.getAttribute('position')
    const at = (i: number): [number, number] => [positions.getX(i), positions.getY(i)]
    const corners = geometry.getIndex()!.array
    expect(corners.length).toBeGreaterThan(100)
    for (let i = 0; i < corners.length; i += 3) {
      const [[ax, ay], [bx, by], [cx, cy]] = [at(corners[i]!), at(corners[i + 1]!), at(corners[i + 2]!)]
      expect((bx - ax) * (cy - ay) - (by - ay) * (cx - ax)).toBeGreaterThan(0)
    }
  })
})

describe('a world with junctions', () => {
  const [world, without] = [createWorld(spec), createWorld(plain)]

  it('is paved, grown and painted as without them elsewhere', () => {
    expect(createWorld({ ...plain, junctions: [], unmarked: [] }).markings).toEqual(without.markings)
    expect(world.road.point(333, 2)).toEqual(without.road.point(333, 2))
    const far = ({ s }: { s: number }): boolean => spec.junctions!.every((place) => Math.abs(s - place) > 60)
    expect(world.scenery.plants.filter(far)).toEqual(without.scenery.plants.filter(far))
    expect(world.boards.filter(far)).toEqual(without.boards.filter(far))
  })

  it('has no lines along the road where another crosses or nothing is to be painted', () => {
    for (const stretch of [...world.junctions.map(mouthOf), unmarked]) {
      expect(without.markings.some((line) => line.from < stretch.to && line.to > stretch.from)).toBe(true)
      for (const line of world.markings)
        expect(Math.min(line.to, stretch.to) - Math.max(line.from, stretch.from)).toBeLessThan(1e-9)
    }
    // At most the rest of a piece is missing before, and nothing behind.
    const ends = world.markings.map(({ to }) => to)
    expect(Math.max(...ends.filter((end) => end <= unmarked.from))).toBeGreaterThan(unmarked.from - 9)
    expect(world.markings.some(({ from }) => from === unmarked.to)).toBe(true)
  })

  it('has stop lines across our lane before a junction, and across the other behind it', () => {
    const worlds = Array.from({ length: 20 }, (_, i) => createWorld({ ...spec, seed: `stop ${i}` }))
    const stops = worlds.flatMap(({ junctions }) => junctions.filter(({ stop }) => stop))
    expect(stops.length).toBeGreaterThan(5)
    expect(stops.length).toBeLessThan(35)
    for (const { junctions, markings } of worlds)
      for (const one of junctions) {
        const { from, to } = mouthOf(one)
        const across = markings.filter(({ width }) => width > 2)
        const [ours, theirs] = [across.find((line) => line.to === from), across.find((line) => line.from === to)]
        expect([ours?.offset, theirs?.offset]).toEqual(
          one.stop ? [-laneWidth / 2, laneWidth / 2] : [undefined, undefined]
        )
      }
  })

  it('has nothing standing on the crossing roads', () => {
    const standing = ({ scenery, boards }: typeof world): { s: number; offset: number }[] =>
      [...scenery.plants, ...scenery.houses, ...scenery.poles, ...boards].filter(({ s, offset }) =>
        onCrossing(world.junctions, s, offset)
      )
    expect(standing(without).length).toBeGreaterThan(10)
    expect(standing(world)).toEqual([])
  })

  it('has guard rails that end before crossing roads, in whole panels', () => {
    const junctions = Array.from({ length: 5 }, (_, i) => 120 + 110 * i)
    const railed = createWorld({ ...plain, junctions })
    const cut = createWorld(plain).scenery.rails.flatMap((rail) =>
      railed.junctions.map(mouthOf).filter((mouth) => mouth.from < rail.to && mouth.to > rail.from)
    )
    expect(cut.length).toBeGreaterThan(0)
    for (const rail of railed.scenery.rails)
      for (const { from, to } of railed.junctions.map(mouthOf)) {
        const drawnTo = rail.from + Math.ceil((rail.to - rail.from) / 4) * 4
        expect(rail.from >= to || drawnTo <= from).toBe(true)
      }
  })
})

describe('the truth of a drive over junctions and unmarked stretches', () => {
  it('has no markings there, says why, and where the lane goes on', async () => {
    const drive = { seed: 'drive', rate: 4, frames: 200, cruise: 16, from: 20 }
    const world = createWorld(spec)
    const frames: DriveFrame[] = []
    for await (const frame of driveAlong(world, drive)) frames.push(frame)
    const picture = { width: 320, height: 180, quality: 22 }
    const { truth } = truthFiles(world, { world: spec, drive, picture }, frames)
    const { truth: marked } = truthFiles(createWorld(plain), { world: plain, drive, picture }, frames)
    const met = (i: number, { from, to }: { from: number; to: number }): boolean =>
      frames[i]!.s + 20 > from && frames[i]!.s + 5 < to
    truth.frames.forEach((frame, i) => {
      const expected = world.junctions.map(mouthOf).some((mouth) => met(i, mouth))
        ? 'junction'
        : met(i, unmarked)
          ? 'unmarked'
          : undefined
      expect(frame.interrupted).toBe(expected)
      if (expected) expect(frame.painted).toBe(0)
      expect(frame.corridor).toEqual(marked.frames[i]?.corridor)
      expect(frame.corridor).not.toBeNull()
    })
    const seen = (why: string): number => truth.frames.filter(({ interrupted }) => interrupted === why).length
    expect(seen('junction')).toBeGreaterThan(10)
    expect(seen('unmarked')).toBeGreaterThan(25)
    expect(marked.frames.some((frame) => 'interrupted' in frame)).toBe(false)
  })
})
