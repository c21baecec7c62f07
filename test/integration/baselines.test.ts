import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { withBaselines } from '../../src/main/analysis/baselines.ts'
import { decodeFrames } from '../../src/main/decode/decodeFrames.ts'
import { createRecordings } from '../../src/main/library/recordings.ts'
import type { Recording } from '../../src/main/recording/recording.ts'
import type { Explanation } from '../../src/main/saliency/method.ts'
import { Recipe } from '../../src/shared/recipe.ts'
import { temporaryFolder } from '../../testing/recordings.ts'
import { writeRoadPictures } from '../../testing/smallDrive.ts'

const [count, height, width] = [10, 4, 8]
const folder = temporaryFolder()
const recordings = createRecordings()
const never = new AbortController().signal
const recipe = Recipe.parse({
  version: 1,
  crop: null,
  resize: { width, height, filter: 'area' },
  colour: 'rgb',
  scale: { multiply: 1 / 255, add: -0.5 }
})
let recording: Recording
let inputs: number[][]

beforeAll(async () => {
  recording = await recordings.open({ path: writeRoadPictures(join(folder.path, 'drive'), count), openWith: {} })
  inputs = []
  const { source } = recording
  const plan = { source, width: recording.width, height: recording.height, from: 0, input: recipe }
  for await (const { input } of decodeFrames({ ...plan, pictureWidth: null, viewWidth: null }, never))
    inputs.push(Array.from(input!, (value) => value / 255 - 0.5))
})
afterAll(() => {
  recordings.close()
  folder[Symbol.dispose]()
})

/** The pictures that a method gets which asks for so many. */
async function given(baselines: number, stop = never): Promise<Float32Array> {
  let drive = new Float32Array()
  const explanation: Explanation = {
    graph: { input: { id: 'picture', shape: [height, width, 3] }, nodes: [], outputs: {} },
    baselines,
    explain(_, __, ___, pictures) {
      drive = pictures!.slice()
      return Promise.resolve({ steering: new Float32Array(), map: new Float32Array() })
    }
  }
  const bound = await withBaselines(explanation, recording, recipe, stop)
  await bound.explain(() => Promise.resolve({}), new Float32Array(), 0)
  return drive
}

it.each([
  [3, [1, 5, 8]],
  [1, [5]],
  [64, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]]
])('a method that asks for %i pictures gets those in the middle of equal parts of the drive', async (most, frames) => {
  const drive = await given(most)
  const expected = frames.flatMap((frame) => inputs[frame]!)
  expect(drive).toHaveLength(expected.length)
  expected.forEach((value, i) => expect(drive[i]).toBeCloseTo(value, 6))
})

it('can be stopped', async () => {
  await expect(given(3, AbortSignal.abort())).rejects.toThrow()
})
