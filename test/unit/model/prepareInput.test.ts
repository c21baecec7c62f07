import { describe, expect, test } from 'vitest'
import { prepareInput } from '../../../src/main/model/input/prepareInput.ts'
import { seeded } from '../../../testing/seeded.ts'
import { channelsOf, Recipe } from '../../../src/shared/recipe.ts'
import type { RecipeVersion1 } from '../../../src/shared/recipeVersion1.ts'

const recipe = (colour: RecipeVersion1['colour'], multiply = 1, add = 0): Recipe =>
  Recipe.parse({
    version: 1,
    crop: null,
    resize: { width: 1, height: 1, filter: 'bilinear' },
    colour,
    scale: { multiply, add }
  })

/** What cv2.cvtColor (OpenCV 5.0.0) makes of 8-bit RGB values. */
const openCv: [rgb: number[], yuv: number[], gray: number][] = [
  [[0, 0, 0], [0, 128, 128], 0],
  [[255, 255, 255], [255, 128, 128], 255],
  [[255, 0, 0], [76, 91, 255], 76],
  [[0, 255, 0], [150, 54, 0], 150],
  [[0, 0, 255], [29, 239, 103], 29],
  [[12, 200, 77], [130, 102, 25], 130],
  [[250, 3, 128], [91, 146, 255], 91],
  [[1, 2, 3], [2, 128, 127], 2],
  [[99, 98, 97], [98, 128, 129], 98],
  [[200, 180, 20], [168, 55, 156], 168]
]

function prepared(rgb: number[], how: Recipe): number[] {
  const out = new Float32Array(channelsOf(how).length)
  prepareInput(Uint8Array.from(rgb), 1, how, out, 0)
  return [...out]
}

describe.each(openCv)('%o', (rgb, yuv, gray) => {
  test('is OpenCV’s YUV', () => expect(prepared(rgb, recipe('yuv'))).toEqual(yuv))
  test('is OpenCV’s gray', () => expect(prepared(rgb, recipe('gray'))).toEqual([gray]))
  test('stays RGB', () => expect(prepared(rgb, recipe('rgb'))).toEqual(rgb))
  test('turns to BGR', () => expect(prepared(rgb, recipe('bgr'))).toEqual([...rgb].reverse()))
})

test('YUV is within one step of the formula on a thousand colours', () => {
  const next = seeded(5)
  for (let i = 0; i < 1000; i++) {
    const [r, g, b] = [next(), next(), next()].map((v) => Math.floor(v * 256)) as [number, number, number]
    const y = 0.299 * r + 0.587 * g + 0.114 * b
    const exact = [y, 0.492 * (b - y) + 128, 0.877 * (r - y) + 128].map((v) => Math.min(255, Math.max(0, v)))
    prepared([r, g, b], recipe('yuv')).forEach((v, channel) => {
      expect(Math.abs(v - exact[channel]!)).toBeLessThanOrEqual(1)
    })
  }
})

test('the scale comes after the colour, as v * multiply + add', () => {
  expect(prepared([0, 51, 255], recipe('rgb', 2 / 255, -1))).toEqual([-1, Math.fround(-0.6), 1])
})

test('writes its pixels from the offset on and nothing else', () => {
  const out = new Float32Array(12).fill(7)
  prepareInput(Uint8Array.from([1, 2, 3, 4, 5, 6]), 2, recipe('bgr'), out, 3)
  expect([...out]).toEqual([7, 7, 7, 3, 2, 1, 6, 5, 4, 7, 7, 7])
})

test.each([
  ['rgb', [10, 20, 30]],
  ['bgr', [30, 20, 10]]
] as const)('less the mean and divided by the deviation of each channel as %s comes', (colour, channels) => {
  const normalise: NonNullable<Recipe['normalise']> = { mean: [0.1, 0.2, 0.3], std: [0.5, 0.25, 0.125] }
  const found = prepared([10, 20, 30], { ...recipe(colour, 1 / 255), normalise })
  const { mean, std } = normalise
  channels.forEach((value, i) => expect(found[i]).toBeCloseTo((value / 255 - mean[i]!) / std[i]!, 6))
})
