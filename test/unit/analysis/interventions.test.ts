import { describe, expect, it } from 'vitest'
import { deletionTest, type DeletedFrame } from '../../../src/main/analysis/deletionTest.ts'
import { intervene, type KnownFrame } from '../../../src/main/analysis/intervene.ts'
import type { Steer } from '../../../src/main/analysis/steerer.ts'
import type { Polygon } from '../../../src/shared/lanes.ts'
import { standingOf } from '../../../src/shared/methodTrust.ts'
import { quantise, type SaliencyMap } from '../../../src/shared/saliencyMap.ts'
import { allSeen } from '../../../src/shared/seenPixels.ts'
import { seeded, seededBytes } from '../../../testing/seeded.ts'

const size = { width: 44, height: 22 }
const pixels = size.width * size.height
const about = {
  recipe: { crop: null },
  size: { width: 440, height: 220 },
  seen: allSeen(size),
  unit: 'normalised'
} as const
/** The right half. */
const lane: Polygon = [
  [0.5, 0],
  [1, 0],
  [1, 1],
  [0.5, 1]
]

const noise = (frame: number): Uint8Array => seededBytes(pixels * 3, frame + 1)
const isIn = (pixel: number, [left, right]: readonly [number, number]): boolean =>
  pixel % size.width >= left && pixel % size.width < right

/** Steers to the left by how bright some columns are: 1 for white. */
const readsColumns =
  (columns: readonly [number, number]): Steer =>
  async (pictures) =>
    Float32Array.from(pictures, ({ pixels: picture }) => {
      let [sum, count] = [0, 0]
      picture.forEach((value, i) => {
        if (!isIn(Math.floor(i / 3), columns)) return
        sum += value / 255
        count++
      })
      return sum / count
    })

/** A map that marks these columns. */
const marks = (columns: readonly [number, number]): SaliencyMap =>
  quantise(
    Float32Array.from({ length: pixels }, (_, pixel) => (isIn(pixel, columns) ? 1 : 0.01)),
    size.width,
    size.height
  )

describe('a deletion test', () => {
  const random = seeded(5)
  async function* frames(map: (frame: number) => SaliencyMap): AsyncGenerator<DeletedFrame, void> {
    for (let frame = 0; frame < 50; frame++) {
      // What is read stands out from what is beside it, here more and there less: a blur takes it away.
      const brightness = random()
      const own = noise(frame).map((value, i) => value * (isIn(Math.floor(i / 3), columns) ? brightness : 0.1))
      yield { own: { frame, pixels: own, before: [] }, other: noise(frame + 100), map: map(frame) }
    }
  }
  const columns = [4, 12] as const

  it('lets a map beat chance that marks what a model reads', async () => {
    const trust = (await deletionTest(
      frames(() => marks(columns)),
      about.seen,
      readsColumns(columns)
    ))!
    expect(standingOf(trust)).toBe('beats-chance')
    expect(trust.content.gain).toBeGreaterThan(0.5)
    expect(trust.frames).toBe(50)
  })

  it('does not let one that marks anything else', async () => {
    const trust = (await deletionTest(
      frames(() => marks([30, 38])),
      about.seen,
      readsColumns(columns)
    ))!
    expect(standingOf(trust)).toBe('does-not')
  })

  it('says nothing of a model whose steering never changes', async () => {
    const constant: Steer = async (pictures) => new Float32Array(pictures.length)
    expect(
      await deletionTest(
        frames(() => marks(columns)),
        about.seen,
        constant
      )
    ).toBeNull()
  })
})

describe('an intervention', () => {
  // The columns that are read are white, so that hiding them takes steering to the left away.
  const bright = (columns: readonly [number, number]): KnownFrame[] =>
    Array.from({ length: 12 }, (_, frame) => {
      const picture = noise(frame).map((value, i) => (isIn(Math.floor(i / 3), columns) ? 255 : value / 4))
      return { frame, pixels: picture, before: [], lane, map: marks(columns) }
    })
  const donors = [noise(200), noise(201)].map((picture) => picture.map((value) => value / 4))
  const ask = { region: null, shown: 3 }

  it('finds that what lies beside the lane steers, and as much of the lane does not', async () => {
    const columns = [4, 8] as const
    const { outside, inside, frame, frames } = await intervene(
      bright(columns),
      donors,
      ask,
      about,
      readsColumns(columns)
    )
    expect([frame, frames]).toEqual([3, 12])
    expect(outside!.change).toBeLessThan(-0.3)
    expect(outside!.high).toBeLessThan(0)
    expect(inside).toMatchObject({ change: 0, size: 0 })
    expect(Math.abs(outside!.area - inside!.area)).toBeLessThan(0.03)
  })

  it('finds that the lane steers where it does', async () => {
    const columns = [30, 34] as const
    const { outside, inside } = await intervene(bright(columns), donors, ask, about, readsColumns(columns))
    expect(inside!.change).toBeLessThan(-0.3)
    expect(outside!.size).toBe(0)
  })

  it('hides a region that is asked for, and shows it hidden', async () => {
    const columns = [4, 8] as const
    const region: Polygon = [
      [0, 0],
      [0.25, 0],
      [0.25, 1],
      [0, 1]
    ]
    const frames = bright(columns)
    const found = await intervene(frames, donors, { region, shown: 0 }, about, readsColumns(columns))
    expect(found).toMatchObject({ outside: null, inside: null })
    expect(found.region!.area).toBeCloseTo(0.25)
    expect(found.region!.change).toBeLessThan(-0.5)
    const shown = Buffer.from(found.region!.picture, 'base64')
    const changed = Array.from(frames[0]!.pixels, (value, i) =>
      value === shown[i] ? -1 : Math.floor(i / 3) % size.width
    )
    expect(Math.max(...changed)).toBeLessThan(11)
  })

  it('says so where there is nothing to hide', async () => {
    const laneless = bright([4, 8]).map((frame) => ({ ...frame, lane: null }))
    await expect(intervene(laneless, donors, ask, about, readsColumns([4, 8]))).rejects.toThrow('No lane is known')
    const beyond: Polygon = lane.map(([x, y]) => [x + 2, y])
    await expect(
      intervene(laneless, donors, { region: beyond, shown: 3 }, about, readsColumns([4, 8]))
    ).rejects.toThrow('The model sees nothing of that region.')
  })
})
