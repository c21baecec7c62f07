import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { findFfmpeg } from '../../src/main/decode/ffmpeg.ts'
import type { DecodePlan } from '../../src/main/decode/decode.ts'
import { resized } from '../../src/main/decode/steps/resize.ts'
import { runSteps } from '../../src/main/decode/steps/runSteps.ts'
import type { Recipe } from '../../src/shared/recipe.ts'
import type { RecipeStep } from '../../src/shared/recipeStep.ts'
import { decodeAll, ffmpeg, planFor, planForPictures, temporaryFolder } from '../../testing/recordings.ts'

const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())
const WIDTH = 120
const HEIGHT = 100

/** A picture whose red is twice its column and whose green is twice its row, kept without loss. */
const gradientPlan = (input: DecodePlan['input']): DecodePlan =>
  paintedPlan('gradient', (x, y) => [2 * x, 2 * y, 7], input)

/** A picture painted pixel by pixel, kept without loss. */
function paintedPlan(name: string, at: (x: number, y: number) => number[], input: DecodePlan['input']): DecodePlan {
  const file = join(folder.path, `${name}.png`)
  const pixels = new Uint8Array(WIDTH * HEIGHT * 3)
  for (let y = 0; y < HEIGHT; y++) for (let x = 0; x < WIDTH; x++) pixels.set(at(x, y), (y * WIDTH + x) * 3)
  const raw = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${WIDTH}x${HEIGHT}`, '-i', 'pipe:0']
  ffmpeg([...raw, '-c:v', 'png', '-pix_fmt', 'rgb24', '-f', 'image2pipe', file], pixels)
  const source = { type: 'images' as const, files: [file] }
  return { source, width: WIDTH, height: HEIGHT, from: 0, input, pictureWidth: null, viewWidth: null }
}

const crop = { of: { width: WIDTH, height: HEIGHT }, top: 21, right: 9, bottom: 15, left: 11 }

it('colours of a JPEG that is not resized are where they were, though its chroma is coarser', async () => {
  const file = join(folder.path, 'chroma.jpg')
  // Red goes up and down by 6 a row.
  const red = (y: number): number => 90 + 6 * Math.abs((y % 40) - 20)
  const pixels = new Uint8Array(WIDTH * HEIGHT * 3)
  for (let i = 0; i < WIDTH * HEIGHT; i++) pixels.set([red(Math.floor(i / WIDTH)), 120, 120], 3 * i)
  const raw = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${WIDTH}x${HEIGHT}`, '-i', 'pipe:0']
  ffmpeg([...raw, '-pix_fmt', 'yuvj420p', '-c:v', 'mjpeg', '-q:v', '1', '-qmin', '1', file], pixels)
  const input = { crop: null, resize: { width: WIDTH, height: HEIGHT, filter: 'bilinear' as const } }
  const { frames } = await decodeAll(planForPictures([file], { width: WIDTH, height: HEIGHT, input }))
  const decoded = (y: number): number => frames[0]!.input![(y * WIDTH + 50) * 3]!
  const errors = Array.from({ length: 16 }, (_, i) => decoded(22 + i) - red(22 + i))
  // Where chroma is taken from half a row beside its place, all of them are 2 too low.
  expect(Math.abs(errors.reduce((sum, error) => sum + error, 0) / errors.length)).toBeLessThan(1)
  for (const error of errors) expect(Math.abs(error)).toBeLessThanOrEqual(3)
})

describe('crop and resize of the model input', () => {
  it('crops to the pixel', async () => {
    const [width, height] = [WIDTH - 20, HEIGHT - 36]
    const { frames } = await decodeAll(gradientPlan({ crop, resize: { width, height, filter: 'bilinear' } }))
    const expected = new Uint8Array(width * height * 3)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) expected.set([2 * (x + 11), 2 * (y + 21), 7], (y * width + x) * 3)
    expect(frames[0]?.input).toEqual(expected)
  })

  it('applies a crop given for another size in proportion', async () => {
    const twice = { of: { width: 2 * WIDTH, height: 2 * HEIGHT }, top: 42, right: 18, bottom: 30, left: 22 }
    const resize = { width: 100, height: 64, filter: 'area' as const }
    const one = await decodeAll(gradientPlan({ crop, resize }))
    const other = await decodeAll(gradientPlan({ crop: twice, resize }))
    expect(other.frames[0]?.input).toEqual(one.frames[0]?.input)
  })

  const sizes = [
    { width: 50, height: 32 },
    { width: 33, height: 20 },
    { width: 200, height: 128 }
  ]
  const filters: Recipe['resize']['filter'][] = ['bilinear', 'area', 'bicubic', 'nearest', 'cv2-linear']
  it.each(filters.flatMap((filter) => sizes.map((size) => ({ filter, ...size }))))(
    'puts pixel centres where they belong: $filter to $width x $height',
    async ({ filter, width, height }) => {
      const { frames } = await decodeAll(gradientPlan({ crop, resize: { width, height, filter } }))
      const input = frames[0]?.input
      // A symmetric filter gives a linear gradient's value at the centre of the pixel that it maps to.
      const [fx, fy] = [100 / width, 64 / height]
      // Nearest, and area when it enlarges, may be off by half a source pixel, which is one step of two.
      const tolerance = filter === 'nearest' || (filter === 'area' && fx < 1) ? 2.1 : 1.1
      const edge = Math.ceil(2 / Math.min(fx, fy))
      for (let y = edge; y < height - edge; y++) {
        for (let x = edge; x < width - edge; x++) {
          const at = (y * width + x) * 3
          const red = 2 * (11 + (x + 0.5) * fx - 0.5)
          const green = 2 * (21 + (y + 0.5) * fy - 0.5)
          expect(Math.abs((input?.[at] ?? 0) - red)).toBeLessThanOrEqual(tolerance)
          expect(Math.abs((input?.[at + 1] ?? 0) - green)).toBeLessThanOrEqual(tolerance)
        }
      }
    }
  )
})

it('what is done before the resize is done to every pixel of the crop, and the steps then have what they made', async () => {
  const at = (x: number, y: number): number[] => [(x * 37) % 256, (y * 53) % 256, (x * y) % 256]
  const { of, left, top, right, bottom } = crop
  const [width, height] = [of.width - left - right, of.height - top - bottom]
  const data = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data.set(at(x + left, y + top), (y * width + x) * 3)
  const resize = { width: 40, height: 20, filter: 'bilinear' as const }
  for (const beforeResize of [
    [{ step: 'blur', size: 5 }],
    [
      { step: 'colour', to: 'yuv' },
      { step: 'blur', size: 3 },
      { step: 'channel', take: 'y' }
    ]
  ] satisfies RecipeStep[][]) {
    const { frames } = await decodeAll(paintedPlan('painted', at, { crop, beforeResize, resize }))
    expect(frames[0]?.input).toEqual(resized(runSteps({ data, width, height, channels: 3 }, beforeResize), resize).data)
  }
})

describe('a picture of thin bright lines made a third as large', () => {
  const third = { width: WIDTH / 3, height: 32 }
  const seen = { of: { width: WIDTH, height: HEIGHT }, top: 0, right: 0, bottom: 4, left: 0 }
  const lines = (filter: Recipe['resize']['filter']): Promise<Uint8Array> =>
    decodeAll(
      paintedPlan('lines', (x) => (x % 3 === 1 ? [240, 120, 60] : [0, 0, 0]), {
        crop: seen,
        resize: { ...third, filter }
      })
    ).then(({ frames }) => frames[0]!.input!)

  it('is as bright as the lines where two pixels a side are taken', async () => {
    const input = await lines('cv2-linear')
    expect(input).toHaveLength(third.width * third.height * 3)
    expect(Array.from(input)).toEqual(Array.from(input, (_, i) => [240, 120, 60][i % 3]))
  })

  it('is darker where every pixel is taken in', async () => {
    const input = await lines('bilinear')
    const middle = (third.width * 16 + 20) * 3
    expect(input[middle]).toBeLessThan(120)
  })
})

describe('colours', () => {
  const matrices = [
    { name: 'HD video in BT.709', matrix: 'bt709', range: 'tv' },
    { name: 'SD video in BT.601', matrix: 'smpte170m', range: 'tv' },
    { name: 'full range', matrix: 'smpte170m', range: 'pc' }
  ]
  const colour = [190, 60, 90]
  it.each(matrices)(
    '$name comes out as it was filmed, in the input and in the picture',
    async ({ name, matrix, range }) => {
      const file = join(folder.path, `${name}.mp4`)
      const rgb = Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => colour[i % 3] ?? 0)
      const raw = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', '64x64', '-r', '25', '-i', 'pipe:0']
      const tags = ['-colorspace', matrix, '-color_primaries', matrix, '-color_trc', matrix, '-color_range', range]
      const filter = `scale=out_color_matrix=${matrix}:out_range=${range},format=yuv444p`
      ffmpeg([...raw, '-vf', filter, '-c:v', 'libx264', '-qp', '0', ...tags, file], rgb)
      const input = { crop: null, resize: { width: 16, height: 16, filter: 'area' as const } }
      const { frames } = await decodeAll(await planFor(file, { input, pictureWidth: 64 }))
      const picture = spawnSync(
        findFfmpeg(),
        ['-v', 'error', '-f', 'jpeg_pipe', '-i', 'pipe:0', '-pix_fmt', 'rgb24', '-f', 'rawvideo', '-'],
        {
          input: frames[0]?.picture ?? ''
        }
      ).stdout
      const middle = (16 * 8 + 8) * 3
      colour.forEach((value, channel) => {
        expect(Math.abs((frames[0]?.input?.[middle + channel] ?? 0) - value)).toBeLessThanOrEqual(3)
        expect(Math.abs((picture[(64 * 32 + 32) * 3 + channel] ?? 0) - value)).toBeLessThanOrEqual(5)
      })
    }
  )
})
