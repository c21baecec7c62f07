import { expect, it } from 'vitest'
import { createTraitMeter, emptyTraits } from '../../../src/main/attention/mapTraits.ts'
import { quantise, type SaliencyMap } from '../../../src/shared/saliencyMap.ts'
import { allSeen } from '../../../src/shared/seenPixels.ts'

/** An 8x4 map with a value at some pixels. */
function mapOf(...pixels: [x: number, y: number, value: number][]): SaliencyMap {
  const values = new Float32Array(32)
  for (const [x, y, value] of pixels) values[y * 8 + x] = value
  return quantise(values, 8, 4)
}

const picture = { width: 16, height: 16 }
/** The model sees the lower half of the picture. */
const recipe = { crop: { of: picture, top: 8, right: 0, bottom: 0, left: 0 } }

it('says where the middle of a map lies in the picture, and what part of it moved since the frame before', () => {
  const traits = emptyTraits(6)
  const measure = createTraitMeter(recipe, picture, allSeen({ width: 8, height: 4 }))
  const maps = [
    mapOf([0, 0, 1]),
    mapOf([0, 0, 1]),
    // Three times as strong, elsewhere.
    mapOf([7, 3, 3]),
    // Half of it stays.
    mapOf([7, 3, 3], [0, 3, 3]),
    mapOf(),
    mapOf([3, 1, 1], [4, 2, 1])
  ]
  maps.forEach((map, frame) => measure(traits, frame, map))
  expect([...traits.change]).toEqual([NaN, 0, 1, expect.closeTo(1 / 3, 6), NaN, NaN])
  expect([...traits.centroidX]).toEqual([0.0625, 0.0625, 0.9375, 0.5, NaN, 0.5])
  expect([...traits.centroidY]).toEqual([0.5625, 0.5625, 0.9375, 0.9375, NaN, 0.75])
})

it('are those of the pixels that the model sees', () => {
  const seen = { width: 8, height: 4, data: Uint8Array.from({ length: 32 }, (_, i) => Number(i % 8 < 4)) }
  const traits = emptyTraits(3)
  const measure = createTraitMeter(recipe, picture, seen)
  const maps = [mapOf([0, 0, 1], [7, 0, 1]), mapOf([0, 0, 1], [7, 3, 1]), mapOf([7, 0, 1])]
  maps.forEach((map, frame) => measure(traits, frame, map))
  expect([...traits.change]).toEqual([NaN, 0, NaN])
  expect([...traits.centroidX]).toEqual([0.0625, 0.0625, NaN])
})
