import { describe, expect, it } from 'vitest'
import { blockBootstrap } from '../../../src/main/attention/blockBootstrap.ts'
import { laneSwapped, surroundingsSwapped } from '../../../src/main/attention/hiddenPicture.ts'
import { swapShare, swapStretches, type SwapRow } from '../../../src/main/attention/swapShare.ts'
import { seeded } from '../../../testing/seeded.ts'

/** Frames a tenth of a second apart. */
const times = Float64Array.from({ length: 4000 }, (_, frame) => frame / 10)

function rows(count: number, share: (i: number) => number): SwapRow[] {
  const random = seeded(1)
  return Array.from({ length: count }, (_, i) => {
    const change = 0.5 + random()
    return { frame: i, inside: change * share(i), outside: change * (1 - share(i)) }
  })
}

describe('swapped pictures', () => {
  const lane = (...values: number[]): Float32Array => Float32Array.from(values)
  // Two channels a pixel.
  const own = { pixels: Uint8Array.of(10, 20, 10, 20, 10, 20, 10, 20), lane: lane(1, 0.5, 0, 0) }
  const donor = { pixels: Uint8Array.of(50, 60, 50, 60, 50, 60, 50, 60), lane: lane(0, 0, 1, 0) }

  it('have the lane of the donor, in parts where it ends', () => {
    expect(Array.from(laneSwapped(own, donor))).toEqual([50, 60, 30, 40, 10, 20, 10, 20])
  })

  it('have the surroundings of the donor, but for where its own lane is', () => {
    expect(Array.from(surroundingsSwapped(own, donor))).toEqual([10, 20, 30, 40, 10, 20, 50, 60])
  })
})

describe('the share of the lane', () => {
  it('is that of the sums, with an interval around it', () => {
    const found = swapShare(
      rows(200, () => 0.8),
      times
    )!
    expect(found.share).toBeCloseTo(0.8, 5)
    expect(found).toMatchObject({ frames: 200 })
    expect(found.high - found.low).toBeLessThan(1e-5)
  })

  it('has wider intervals where neighbours are alike: few pieces of road were seen', () => {
    const stretches = swapShare(
      rows(400, (i) => (Math.floor(i / 50) % 2 === 0 ? 0.9 : 0.3)),
      times
    )!
    const mixed = swapShare(
      rows(400, (i) => (i % 2 === 0 ? 0.9 : 0.3)),
      times
    )!
    expect(stretches.high - stretches.low).toBeGreaterThan(3 * (mixed.high - mixed.low))
    expect(stretches.low < stretches.share && stretches.share < stretches.high).toBe(true)
  })

  it('is none where the steering never changed, or too little was seen', () => {
    expect(swapShare([], times)).toBeNull()
    expect(
      swapShare(
        rows(5, () => 0.5),
        times
      )
    ).toBeNull()
    expect(
      swapShare(
        Array.from({ length: 50 }, (_, frame) => ({ frame, inside: 0, outside: 0 })),
        times
      )
    ).toBeNull()
  })

  it('is told of parts of a drive that are long enough', () => {
    expect(
      swapStretches(
        rows(550, () => 0.5),
        times
      )
    ).toEqual([])
    const parts = swapStretches(
      rows(700, (i) => (i < 350 ? 0.9 : 0.2)),
      times
    )
    expect(parts.map(({ first, last }) => [first, last])).toEqual([
      [0, 349],
      [350, 699]
    ])
    expect(parts.map(({ share }) => Number(share.toFixed(3)))).toEqual([0.9, 0.2])
  })
})

it('an interval of a mean holds it in nineteen of twenty series, or nearly', () => {
  let held = 0
  for (let series = 0; series < 200; series++) {
    const random = seeded(1000 + series)
    const values = Array.from({ length: 120 }, () => random())
    const mean = (places: Uint32Array): number => places.reduce((sum, place) => sum + values[place]!, 0) / places.length
    const { low, high } = blockBootstrap(values.length, 4, mean)!
    if (low <= 0.5 && 0.5 <= high) held++
  }
  expect(held).toBeGreaterThan(175)
  expect(held).toBeLessThan(200)
})
