import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeFrames } from '../../src/main/decode/decodeFrames.ts'
import { probeVideo } from '../../src/main/decode/probe.ts'
import { openRecording } from '../../src/main/recording/open.ts'
import { InputError } from '../../src/shared/errors.ts'
import {
  decodeAll,
  ffmpeg,
  makeNumberedVideo,
  numbersOf,
  planFor,
  range,
  temporaryFolder
} from '../../testing/recordings.ts'

const folder = temporaryFolder()
const at = (name: string): string => join(folder.path, name)
const H264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-qp', '18', '-g', '10']

beforeAll(() => {
  makeNumberedVideo(at('front.mp4'), { frames: 200, coding: [...H264, '-movflags', 'faststart'] })
  makeNumberedVideo(at('back.mp4'), { frames: 200, coding: H264 })
  makeNumberedVideo(at('whole.mkv'), { frames: 200, coding: H264 })
  makeNumberedVideo(at('whole.ts'), { frames: 200, coding: [...H264, '-f', 'mpegts'] })
  ffmpeg(['-f', 'lavfi', '-i', 'sine=duration=1', at('sound.m4a')])
})
afterAll(() => folder[Symbol.dispose]())

/** The first `part` of a file, under another name. */
function cut(from: string, to: string, part: number): string {
  const bytes = readFileSync(at(from))
  writeFileSync(at(to), bytes.subarray(0, Math.floor(bytes.length * part)))
  return at(to)
}

describe('a video cut short keeps the frames that decode, with a warning', () => {
  it.each(['front.mp4', 'whole.mkv'])('%s', async (whole) => {
    const { frames, summary } = await decodeAll(await planFor(cut(whole, `cut-${whole}`, 0.6)))
    expect(frames.length).toBeGreaterThan(40)
    expect(frames.length).toBeLessThan(160)
    // The last frame may be the half that was left of it; all before are whole.
    expect(numbersOf(frames).slice(0, -1)).toEqual(range(0, frames.length - 1))
    expect(summary.frames).toBe(frames.length)
    expect(summary.warnings[0]).toMatchObject({ code: 'truncated', frames: { first: 0, last: frames.length - 1 } })
    expect(summary.warnings[0]?.message).toMatch(
      /^cut-.* is cut short: it ends after frame \d+ at \d+\.\d s of 8\.0 s; the frames before are used\.$/
    )
  })
})

it('a video with a hole in its middle keeps number and time of the frames around it, and names the place', async () => {
  const bytes = readFileSync(at('front.mp4'))
  const middle = Math.floor(bytes.length * 0.6)
  bytes.fill(0x55, middle, middle + 200)
  writeFileSync(at('hole.mp4'), bytes)
  const { frames, summary } = await decodeAll(await planFor(at('hole.mp4')))
  const [warning] = summary.warnings
  expect(warning?.code).toBe('decode-errors')
  const { first, last } = warning?.frames ?? { first: -1, last: -1 }
  expect([first > 10, last - first < 30, last < frames.length - 50]).toEqual([true, true, true])
  const numbers = numbersOf(frames)
  expect(numbers.slice(0, first)).toEqual(range(0, first))
  // Frames that could not be decoded are missing, and the others keep their times.
  const after = frames.slice(last + 10)
  expect(numbers.slice(last + 10)).toEqual(after.map(({ time }) => Math.round((time ?? 0) * 25)))
})

describe('what is not a video is refused with one sentence', () => {
  const table: { name: string; make: (file: string) => void; sentence: RegExp }[] = [
    {
      name: 'empty.mp4',
      make: (file) => writeFileSync(file, ''),
      sentence: /^empty\.mp4 is empty \(0 bytes\); copy it again/
    },
    {
      name: 'words.mp4',
      make: (file) => writeFileSync(file, 'not a video\n'.repeat(99)),
      sentence: /^words\.mp4 is a table or text and not a video/
    },
    {
      name: 'noise.mp4',
      make: (file) =>
        writeFileSync(
          file,
          Uint8Array.from({ length: 5000 }, (_, i) => (i * i * 31) % 251)
        ),
      sentence: /^noise\.mp4 is no video, or an MP4/
    },
    {
      name: 'no-index.mp4',
      make: () => void cut('back.mp4', 'no-index.mp4', 0.5),
      sentence: /^no-index\.mp4 is no video, or an MP4 that was cut short/
    },
    { name: 'sound.m4a', make: () => undefined, sentence: /^sound\.m4a holds no video/ },
    { name: 'missing.mp4', make: () => undefined, sentence: /^missing\.mp4 is not there; check the path/ }
  ]
  it.each(table)('$name', async ({ name, make, sentence }) => {
    make(at(name))
    const error = await openRecording(at(name), { probe: probeVideo }).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(InputError)
    expect((error as InputError).message).toMatch(sentence)
    expect((error as InputError).message).not.toContain('\n')
  })

  it('a file that vanished between opening and decoding', async () => {
    const plan = await planFor(at('back.mp4'))
    const pass = decodeAll({ ...plan, source: { type: 'video', file: at('gone.mp4') } })
    await expect(pass).rejects.toThrow(/^gone\.mp4 is not there any more/)
  })
})

describe('stopping', () => {
  const children = (): string[] =>
    readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8')
      .split(' ')
      .filter((id) => id !== '')

  it('ends ffmpeg at once when it is aborted', async () => {
    const before = children()
    const stop = new AbortController()
    const pass = decodeFrames(await planFor(at('front.mp4')), stop.signal)
    await pass.next()
    expect(children().length).toBe(before.length + 1)
    stop.abort()
    await expect(pass.next()).rejects.toMatchObject({ name: 'CancelledError' })
    expect(children()).toEqual(before)
  })

  it('ends ffmpeg when the receiver leaves', async () => {
    const before = children()
    for await (const { frame } of decodeFrames(await planFor(at('front.mp4')), new AbortController().signal)) {
      if (frame === 3) break
    }
    expect(children()).toEqual(before)
  })

  it('starts nothing when it was aborted before', async () => {
    const pass = decodeFrames(await planFor(at('front.mp4')), AbortSignal.abort())
    await expect(pass.next()).rejects.toMatchObject({ name: 'CancelledError' })
  })
})

it('holds back ffmpeg while the receiver is busy, and loses nothing', async () => {
  const large = { crop: null, resize: { width: 1280, height: 640, filter: 'nearest' as const } }
  const plan = await planFor(at('whole.ts'), { input: large })
  const seen: number[] = []
  let most = 0
  for await (const { frame } of decodeFrames(plan, new AbortController().signal)) {
    seen.push(frame)
    if (frame < 5) await new Promise((resolve) => setTimeout(resolve, 200))
    most = Math.max(most, process.memoryUsage().arrayBuffers)
  }
  expect(seen).toEqual(range(0, 200))
  // 200 inputs of this size are 490 MB.
  expect(most).toBeLessThan(150e6)
})
