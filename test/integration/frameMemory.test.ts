import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { writeFileSync } from 'node:fs'
import { afterAll, expect, it } from 'vitest'
import type { DecodedFrame, DecodePlan } from '../../src/main/decode/decode.ts'
import { decodeFrames } from '../../src/main/decode/decodeFrames.ts'
import { FrameMemory } from '../../src/main/decode/frameMemory.ts'
import {
  makeNumberedPicture,
  makeNumberedVideo,
  planFor,
  planForPictures,
  range,
  temporaryFolder
} from '../../testing/recordings.ts'

const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())

const COUNT = 60
const cv2 = { crop: null, resize: { width: 96, height: 48, filter: 'cv2-linear' as const } }

/** Pictures of which some are damaged, so that others stand in for them. */
function damagedPictures(): DecodePlan {
  const files = range(0, COUNT).map((i) => join(folder.path, `${i}.jpg`))
  files.forEach((file, i) => (i % 7 < 2 ? writeFileSync(file, '') : makeNumberedPicture(file, i)))
  return planForPictures(files)
}

async function video(more: Partial<DecodePlan>): Promise<DecodePlan> {
  const file = join(folder.path, 'drive.mp4')
  makeNumberedVideo(file, { frames: COUNT, coding: ['-c:v', 'libx264', '-qp', '18'] })
  return planFor(file, more)
}

const digest = ({ frame, input, picture, view }: DecodedFrame): string => {
  const hash = createHash('sha256').update(String(frame))
  for (const bytes of [input, picture, view]) hash.update(bytes ?? 'none')
  return hash.digest('hex')
}

async function digests(plan: DecodePlan, memory: FrameMemory, after: (frame: DecodedFrame) => void) {
  const found: string[] = []
  for await (const frame of decodeFrames(plan, new AbortController().signal, { memory })) {
    found.push(digest(frame))
    after(frame)
  }
  return found
}

it.each([
  ['a video', () => video({})],
  ['a video with views of some frames', () => video({ viewEvery: 3 })],
  ['a video resized as by OpenCV', () => video({ input: cv2 })],
  ['pictures, some of them damaged', async () => damagedPictures()]
])('frames are the same when earlier ones are written over: %s', async (_, planned) => {
  const plan = await planned()
  const memory = new FrameMemory()
  const seen = new Set<ArrayBufferLike>()
  const reusing = await digests(plan, memory, (frame) => {
    seen.add(frame.input!.buffer)
    frame.input!.fill(0)
    frame.picture!.fill(0)
    memory.giveBack(frame)
  })
  expect(reusing).toEqual(await digests(plan, new FrameMemory(), () => undefined))
  expect(reusing).toHaveLength(COUNT)
  expect(seen.size).toBeLessThan(COUNT / 2)
})
