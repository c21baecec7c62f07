import { expect, it } from 'vitest'
import { regionOfOutput } from '../../../src/main/lanes/modelOutput.ts'
import type { Polygon } from '../../../src/shared/lanes.ts'
import { overlapOfRegions } from '../../../scripts/evaluate/overlap.ts'

const [height, width, channels] = [20, 40, 2] as const
const picture = { width: 160, height: 80 }
/** The model sees the lower half of the picture. */
const recipe = { crop: { of: picture, top: 40, right: 0, bottom: 0, left: 0 } }

/** 0.9 in channel 1 where `inside` says so and 0.2 elsewhere; channel 0 the other way round. */
function output(inside: (x: number, y: number) => boolean) {
  const values = new Float32Array(height * width * channels)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      values[(y * width + x) * channels] = inside(x, y) ? 0.2 : 0.9
      values[(y * width + x) * channels + 1] = inside(x, y) ? 0.9 : 0.2
    }
  return { shape: [height, width, channels] as const, values }
}
const box = (x: number, y: number): boolean => x >= 10 && x < 30 && y >= 5
/** Columns 10 to 30 of 40, rows 5 to 20 of 20 in the lower half. */
const expected: Polygon = [
  [0.25, 0.625],
  [0.75, 0.625],
  [0.75, 1],
  [0.25, 1]
]

it.each([
  ['above', { channel: 1, threshold: 0.5, below: false }],
  ['below', { channel: 0, threshold: 0.5, below: true }]
])('outlines what lies %s the threshold, in the whole picture', (_, settings) => {
  const region = regionOfOutput(output(box), settings, recipe, picture)!
  expect(overlapOfRegions(region.polygon, expected, picture)).toBeGreaterThan(0.99)
  expect(region.confidence).toBeCloseTo(1, 6)
  expect(region.source).toBe('model')
})

it('is less sure where the model marks other places too, and takes the one the car stands on', () => {
  // 300 pixels of lane, and 100 elsewhere.
  const scattered = output((x, y) => box(x, y) || (x >= 32 && y < 13 && x < 40 - (y === 12 ? 4 : 0)))
  const region = regionOfOutput(scattered, { channel: 1, threshold: 0.5, below: false }, recipe, picture)!
  expect(overlapOfRegions(region.polygon, expected, picture)).toBeGreaterThan(0.99)
  expect(region.confidence).toBeCloseTo(0.75, 6)
})

it('is nothing where the model marks nothing', () => {
  const nothing = output(() => false)
  expect(regionOfOutput(nothing, { channel: 1, threshold: 0.5, below: false }, recipe, picture)).toBeNull()
})
