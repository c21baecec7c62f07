import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { inputPreview } from '../../src/main/analysis/inputPreview.ts'
import { createRecordings } from '../../src/main/library/recordings.ts'
import { endsOf, tensorOf } from '../../src/renderer/model/tensorPicture.ts'
import { inputParts, type InputLayout } from '../../src/shared/inputLayout.ts'
import { Recipe } from '../../src/shared/recipe.ts'
import { ffmpeg, temporaryFolder } from '../../testing/recordings.ts'

const folder = temporaryFolder()
const never = new AbortController().signal
const recordings = createRecordings()
const drive = { path: join(folder.path, 'drive'), openWith: {} }

/** Pictures of 64 x 48: the upper half of one colour, the lower half of another. */
beforeAll(() => {
  mkdirSync(drive.path)
  for (const [i, lower] of ['0x0a1e32', '0x503c28', '0x64c8fa'].entries()) {
    const halves = `color=c=0xff0000:s=64x24,format=rgb24[a];color=c=${lower}:s=64x24,format=rgb24[b];[a][b]vstack`
    ffmpeg(['-filter_complex', halves, '-frames:v', '1', join(drive.path, `${i}.png`)])
  }
})
afterAll(() => {
  recordings.close()
  folder[Symbol.dispose]()
})

const recipe = Recipe.parse({
  version: 1,
  crop: { of: { width: 64, height: 48 }, top: 24, right: 0, bottom: 0, left: 0 },
  resize: { width: 8, height: 4, filter: 'area' },
  colour: 'bgr',
  scale: { multiply: 1 / 127.5, add: -1 }
})

const one = inputParts({ kind: 'picture', shape: [4, 8, 3] }, undefined)!

it('a preview holds the very numbers that the model is given, in its order and on its scale', async () => {
  const preview = await inputPreview(recordings, recipe, one, drive, 1, never)
  expect(preview).toMatchObject({ frame: 1, shape: [4, 8, 3], seen: { x: 0, y: 0.5, width: 1, height: 0.5 } })
  const { values } = tensorOf(preview.shape, preview.values)
  expect(values).toHaveLength(4 * 8 * 3)
  // 0x503c28 is red 80, green 60, blue 40.
  const given = [40, 60, 80].map((v) => Math.fround(v / 127.5 - 1))
  for (let i = 0; i < values.length; i++) expect(values[i]).toBeCloseTo(given[i % 3]!, 6)
  expect(endsOf(recipe)).toEqual({ black: -1, white: 1 })
  expect(Buffer.from(preview.picture, 'base64').subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]))
})

it.each<[InputLayout, number, (readonly number[] | null)[]]>([
  [
    { as: 'colour-frames', newest: 'last', apart: 1 },
    2,
    [
      [50, 30, 10],
      [40, 60, 80],
      [250, 200, 100]
    ]
  ],
  [
    { as: 'colour-frames', newest: 'first', apart: 2 },
    2,
    [
      [250, 200, 100],
      [50, 30, 10],
      [50, 30, 10]
    ]
  ],
  [{ as: 'picture', others: 'zero' }, 1, [[40, 60, 80], null]]
])('of a model of nine channels read as %o it shows each place', async (reading, frame, colours) => {
  const parts = inputParts({ kind: 'channels', shape: [4, 8, 9] }, reading)!
  const preview = await inputPreview(recordings, recipe, parts, drive, frame, never)
  const given = preview.parts.map(({ shape, values }) => values && [...tensorOf(shape, values).values.subarray(0, 3)])
  expect(given).toEqual(colours.map((colour) => colour && colour.map((v) => Math.fround(v / 127.5 - 1))))
  expect(preview.values).toBe(preview.parts.find(({ explained }) => explained)!.values)
})

it('a frame that is not there is refused', async () => {
  await expect(inputPreview(recordings, recipe, one, drive, 3, never)).rejects.toThrow('The drive has no frame 3.')
})
