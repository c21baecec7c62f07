import { expect, test } from 'vitest'
import { colourTables } from '../../../../src/shared/colourTable.ts'
import type { SaliencyMap } from '../../../../src/shared/saliencyMap.ts'
import { colouredPixels } from '../../../../src/renderer/stage/canvasPainter.ts'
import { gainOf, opacityOf, strengthOf } from '../../../../src/renderer/stage/overlayView.ts'
import { smoothMap } from '../../../../src/shared/smoothMap.ts'

const map = (data: number[], scale = 1): SaliencyMap => ({
  width: data.length,
  height: 1,
  scale,
  sum: 1,
  data: Uint8Array.from(data)
})
const seen = { x: 0, y: 0, width: 1, height: 1 }

test.each([
  [0, 1, 0],
  [1, 1, 1],
  [1, 0.25, 0.5],
  // A frame whose map is a hundredth of the drive's full strength is still seen.
  [1, 0.01, 0.1],
  [1, 4, 1]
])('strength is the square root of attention: value %d with gain %d gives %d', (value, gain, strength) => {
  expect(strengthOf(value, gain)).toBeCloseTo(strength, 12)
})

test('per drive, frames compare: the gain is the share of the reference; per frame each is full', () => {
  expect(gainOf(map([255], 0.5), 2, false)).toBe(0.25)
  expect(gainOf(map([255], 2), 2, false)).toBe(1)
  expect(gainOf(map([255], 0.5), 2, true)).toBe(1)
  expect(gainOf(map([255], 0.5), 0, false)).toBe(1)
})

test('nothing is drawn below the threshold, and nothing is more opaque than asked', () => {
  const view = { opacity: 0.8, threshold: 0.2 }
  expect([0, 0.1, 0.2].map((strength) => opacityOf(strength, view))).toEqual([0, 0, 0])
  expect(opacityOf(1, view)).toBe(0.8)
  expect(opacityOf(0.35, view)).toBeCloseTo(0.4)
})

test('pixels have the colour of their strength', () => {
  const view = { colours: colourTables.grey, opacity: 1, threshold: 0, gain: 0.25, seen, seenPixels: null }
  const pixels = colouredPixels(map([0, 255]), view)
  expect(pixels[3]).toBe(0)
  expect([...pixels.subarray(4, 7)]).toEqual([...colourTables.grey.subarray(128 * 4, 128 * 4 + 3)])
  expect(pixels[7]).toBe(255)
})

test('smoothing removes a one-pixel grid, keeps a flat map, and keeps the amount of attention', () => {
  const [width, height] = [20, 12]
  const at = (value: (x: number, y: number) => number) =>
    Uint8Array.from({ length: width * height }, (_, i) => value(i % width, Math.floor(i / width)))
  const inside = (data: Uint8Array) => [...data].filter((_, i) => i % width > 1 && i % width < width - 2)
  expect(
    new Set(
      inside(
        smoothMap(
          at((x) => (x % 2) * 200),
          width,
          height
        )
      )
    )
  ).toEqual(new Set([100]))
  expect(
    new Set(
      smoothMap(
        at(() => 77),
        width,
        height
      )
    )
  ).toEqual(new Set([77]))
  const dot = smoothMap(
    at((x, y) => (x === 10 && y === 6 ? 255 : 0)),
    width,
    height
  )
  expect(Math.abs(dot.reduce((a, b) => a + b, 0) - 255)).toBeLessThan(13)
  expect(dot[6 * width + 10]).toBe(Math.round((255 * 36) / 256))
})
