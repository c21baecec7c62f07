import { describe, expect, it } from 'vitest'
import { laneFrames, swapFrame, type LaneFrame } from '../../../src/main/analysis/swaps.ts'
import type { FramePixels } from '../../../src/main/analysis/keptInputs.ts'
import type { Steer } from '../../../src/main/analysis/steerer.ts'
import type { Polygon } from '../../../src/shared/lanes.ts'
import { swapShare } from '../../../src/main/attention/swapShare.ts'
import { seededBytes } from '../../../testing/seeded.ts'

const size = { width: 20, height: 10 }
const recipe = { crop: null, resize: { ...size, filter: 'area' as const } }
/** The middle half of the columns, in every row. */
const lane: Polygon = [
  [0.25, 0],
  [0.75, 0],
  [0.75, 1],
  [0.25, 1]
]

async function* noise(count: number): AsyncGenerator<FramePixels, void> {
  for (let frame = 0; frame < count; frame++)
    yield { frame, pixels: seededBytes(size.width * size.height * 3, frame + 1), before: [] }
}

async function frames(count: number, laneAt: (frame: number) => Polygon = () => lane): Promise<LaneFrame[]> {
  const all: LaneFrame[] = []
  for await (const frame of laneFrames(noise(count), laneAt, recipe, { width: 200, height: 100 })) all.push(frame)
  return all
}

/** A model that steers by the mean of what lies in these columns. */
function reads(weightOf: (column: number) => number): Steer {
  return async (pictures) =>
    Float32Array.from(pictures, ({ pixels }) =>
      pixels.reduce((sum, value, i) => sum + weightOf(Math.floor(i / 3) % size.width) * value, 0)
    )
}

const times = Float64Array.from({ length: 200 }, (_, frame) => frame / 20)
const inLane = (column: number): boolean => column >= 5 && column < 15

async function shareOf(steer: Steer, laneAt?: (frame: number) => Polygon): Promise<number> {
  const [first, ...rest] = await frames(48, laneAt)
  const donors = [first!, ...rest.slice(0, 7)]
  const rows = []
  for (const frame of rest) rows.push(await swapFrame(frame, donors, steer))
  return swapShare(rows, times)!.share
}

describe('a swap test of models that are known', () => {
  it('gives all to the lane where nothing else is read, and nothing where it is not read', async () => {
    expect(await shareOf(reads((column) => (inLane(column) ? 1 : 0)))).toBe(1)
    expect(await shareOf(reads((column) => (inLane(column) ? 0 : 1)))).toBe(0)
  })

  it('gives about half to the lane where as much is read of it as of the rest', async () => {
    expect(await shareOf(reads(() => 1))).toBeCloseTo(0.5, 1)
  })

  it('spares the lanes of donors: a lane that moves is not pasted beside our own', async () => {
    // Everyone's lane lies beside ours, and the model reads where it would be pasted.
    const beside: Polygon = lane.map(([x, y]) => [x < 0.5 ? 0.75 : 1, y])
    const [own, ...donors] = await frames(9, (frame) => (frame === 0 ? lane : beside))
    const row = await swapFrame(
      own!,
      donors,
      reads((column) => (column >= 15 ? 1 : 0))
    )
    expect([row.inside, row.outside]).toEqual([0, 0])
  })

  it('leaves a frame out of its own donors', async () => {
    const [own, other] = await frames(2)
    const alone = await swapFrame(own!, [other!], reads(inLaneWeight))
    const both = await swapFrame(own!, [own!, other!], reads(inLaneWeight))
    expect(both).toEqual(alone)
    expect(both.inside).toBeGreaterThan(0)
  })
})

const inLaneWeight = (column: number): number => (inLane(column) ? 1 : 0.25)
