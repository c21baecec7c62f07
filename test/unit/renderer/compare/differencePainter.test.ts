import { expect, it } from 'vitest'
import { differencePixels, largestDifference } from '../../../../src/renderer/compare/differencePainter.ts'
import type { DifferenceMap } from '../../../../src/shared/differenceMap.ts'

const difference: DifferenceMap = {
  area: { x: 0, y: 0, width: 1, height: 1 },
  width: 5,
  height: 1,
  values: Float32Array.of(8, -2, 0, NaN, -80),
  within: { a: 1, b: 1 }
}

it('says by hue who has more, and by opacity how much, following the square root', () => {
  const view = { more: [255, 0, 0], less: [0, 0, 255], full: 8, opacity: 1, threshold: 0 } as const
  expect(Array.from(differencePixels(difference, view))).toEqual([
    ...[255, 0, 0, 255],
    // A quarter of full colour is half as strong.
    ...[0, 0, 255, 128],
    ...[0, 0, 255, 0],
    // What is not seen stays clear.
    ...[0, 0, 0, 0],
    ...[0, 0, 255, 255]
  ])
})

it('draws nothing below the threshold, and no more than the opacity', () => {
  const view = { more: [1, 1, 1], less: [2, 2, 2], full: 8, opacity: 0.5, threshold: 0.6 } as const
  expect(Array.from(differencePixels(difference, view)).filter((_, i) => i % 4 === 3)).toEqual([128, 0, 0, 0, 128])
})

it('knows the largest difference of a frame, of whichever sign', () => {
  expect(largestDifference(difference)).toBe(80)
})
