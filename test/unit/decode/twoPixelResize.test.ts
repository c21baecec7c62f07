import { describe, expect, test } from 'vitest'
import { cutPicture } from '../../../src/main/analysis/cutPicture.ts'
import { twoPixelResize } from '../../../src/main/decode/twoPixelResize.ts'
import { seeded } from '../../../testing/seeded.ts'

/** Planes of green, blue and red; these are the red. Green is 7 throughout, blue 9. */
const planes = (reds: readonly number[]): Uint8Array =>
  Uint8Array.from([...reds.map(() => 7), ...reds.map(() => 9), ...reds])

const reds = (picture: Uint8Array): number[] => {
  const channel = (c: number): number[] => Array.from(picture).filter((_, i) => i % 3 === c)
  expect(new Set(channel(1))).toEqual(new Set([7]))
  expect(new Set(channel(2))).toEqual(new Set([9]))
  return channel(0)
}

// By hand: pixel i of `to` has its middle at (i + 1/2) from/to - 1/2 of the source.
const rows: [name: string, source: number[], expected: number[]][] = [
  ['to the half: the middle of two', [10, 20, 50, 90], [15, 70]],
  ['five to two: at 0.75 and 3.25', [0, 100, 7, 40, 80], [75, 50]],
  [
    'to a third: the middle one alone, however bright its neighbours',
    [255, 10, 255, 255, 20, 255, 255, 30, 255],
    [10, 20, 30]
  ],
  ['to a quarter: the middle two of four', [255, 10, 30, 255, 255, 60, 80, 255], [20, 70]],
  ['to the double: beyond the edge the edge', [40, 80], [40, 50, 70, 80]],
  ['two to three: at -1/6, 1/2 and 7/6', [0, 90], [0, 45, 90]],
  ['in its own size: itself', [3, 200, 9], [3, 200, 9]],
  ['seven to one: at 3', [1, 2, 3, 44, 5, 6, 7], [44]]
]

describe('a resize of two pixels a side', () => {
  test.each(rows)('of a row, %s', (_, source, expected) => {
    const [from, to] = [source.length, expected.length]
    const lying = twoPixelResize({ width: from, height: 1 }, { width: to, height: 1 })
    const standing = twoPixelResize({ width: 1, height: from }, { width: 1, height: to })
    expect(reds(lying(planes(source)))).toEqual(expected)
    expect(standing(planes(source))).toEqual(lying(planes(source)))
  })

  test('of rows and columns weighs four pixels', () => {
    const source = [10, 30, 100, 204]
    expect(reds(twoPixelResize({ width: 2, height: 2 }, { width: 1, height: 1 })(planes(source)))).toEqual([86])
    // At 1/4 of the way across and 3/4 down: 9/16 of 100, 3/16 of 10 and of 204, 1/16 of 30 make 98.25.
    expect(reds(twoPixelResize({ width: 2, height: 2 }, { width: 4, height: 4 })(planes(source)))[2 * 4 + 1]).toBe(98)
  })

  test('is what recipes are tried with', () => {
    const [width, height] = [37, 23]
    const next = seeded(4)
    const noise = Uint8Array.from({ length: width * height * 3 }, () => Math.floor(256 * next()))
    const whole = { rgb: noise, width, height }
    // Channels 1, 2 and 0 of the picture, each as a plane.
    const apart = Uint8Array.from(
      noise,
      (_, i) => noise[(i % (width * height)) * 3 + [1, 2, 0][Math.floor(i / (width * height))]!]!
    )
    for (const size of [
      { width: 8, height: 5 },
      { width: 50, height: 23 },
      { width: 5, height: 40 }
    ]) {
      const tried = cutPicture(whole, { crop: null, resize: { ...size, filter: 'cv2-linear' } })
      const made = twoPixelResize(whole, size)(apart)
      // One rounds on the way through 32 bits: halves may fall either way.
      expect(Math.max(...made.map((v, i) => Math.abs(v - tried[i]!)))).toBeLessThanOrEqual(1)
    }
  })
})
