import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { probeVideo } from '../../src/main/decode/probe.ts'
import type { NumberedVideo } from '../../testing/recordings.ts'
import {
  decodeAll,
  ffmpeg,
  makeNumberedVideo,
  numbersOf,
  planFor,
  range,
  readNumber,
  temporaryFolder
} from '../../testing/recordings.ts'

const H264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-qp', '18']
const TONE = ['-f', 'lavfi', '-i', 'sine=frequency=440:duration=2']

interface Case extends NumberedVideo {
  name: string
  file: string
  /** Seconds from frame 0 of frame n. */
  time: (frame: number) => number
  warnings?: string[]
}

const cases: Case[] = [
  { name: 'plain MP4', file: 'plain.mp4', frames: 60, time: (n) => n / 25 },
  { name: '29.97 frames a second', file: 'ntsc.mp4', frames: 90, rate: '30000/1001', time: (n) => (n * 1001) / 30000 },
  { name: 'B-frames', file: 'b.mp4', frames: 75, coding: [...H264, '-bf', '4', '-g', '20'], time: (n) => n / 25 },
  {
    name: 'uneven times with B-frames',
    file: 'vfr.mkv',
    frames: 80,
    times: '(N+0.5*mod(N\\,3)+if(gt(N\\,40)\\,50\\,0))/25',
    coding: [...H264, '-bf', '3'],
    // Matroska counts milliseconds.
    time: (n) => Math.round(((n + 0.5 * (n % 3) + (n > 40 ? 50 : 0)) / 25) * 1000) / 1000
  },
  { name: 'times that begin at 7 s', file: 'late.mp4', frames: 30, times: '(N+175)/25', time: (n) => n / 25 },
  {
    name: 'raw H.264 with B-frames',
    file: 'raw.h264',
    frames: 50,
    coding: [...H264, '-bf', '3', '-f', 'h264'],
    time: (n) => n / 25
  },
  {
    name: 'raw HEVC under another suffix',
    file: 'raw.hevc.bin',
    frames: 50,
    coding: ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=none', '-f', 'hevc'],
    time: (n) => n / 25
  },
  { name: 'MPEG-TS', file: 'drive.ts', frames: 50, coding: [...H264, '-bf', '2', '-f', 'mpegts'], time: (n) => n / 25 },
  {
    name: 'AVI with MPEG-4',
    file: 'drive.avi',
    frames: 50,
    coding: ['-c:v', 'mpeg4', '-q:v', '2'],
    time: (n) => n / 25
  },
  { name: 'GIF', file: 'drive.gif', frames: 20, rate: '20', coding: ['-pix_fmt', 'gray'], time: (n) => n / 20 },
  {
    name: 'ten bits, 4:2:2',
    file: 'deep.mov',
    frames: 20,
    coding: ['-c:v', 'libx264', '-pix_fmt', 'yuv422p10le', '-qp', '10'],
    time: (n) => n / 25
  },
  { name: 'a name full of marks', file: 'a b\'c"d|e#f%03dgäß漢.mp4', frames: 10, time: (n) => n / 25 },
  { name: 'a name that looks like an option', file: '-i.mp4', frames: 10, time: (n) => n / 25 },
  { name: 'one single frame', file: 'one.mp4', frames: 1, time: () => 0 }
]

const folder = temporaryFolder()
beforeAll(() => {
  for (const { file, ...video } of cases) makeNumberedVideo(`file:${join(folder.path, file)}`, video)
})
afterAll(() => folder[Symbol.dispose]())

describe('every frame of a video comes once, in order, at its time', () => {
  it.each(cases)('$name', async ({ file, frames: count, time, warnings = [] }) => {
    const { frames, summary } = await decodeAll(await planFor(join(folder.path, file)))
    expect(numbersOf(frames)).toEqual(range(0, count))
    expect(frames.map(({ frame }) => frame)).toEqual(range(0, count))
    expect(frames.map(({ view }) => (view ? readNumber(view, 72, 36) : -1))).toEqual(range(0, count))
    frames.forEach((frame, n) => expect(frame.time).toBeCloseTo(time(n), 6))
    expect(summary).toEqual({ frames: count, warnings: [] })
    expect(summary.warnings.map(({ code }) => code)).toEqual(warnings)
  })
})

describe('a pass that begins later', () => {
  const files = ['b.mp4', 'vfr.mkv', 'raw.h264', 'drive.ts']
  it.each(files.flatMap((file) => [1, 7, 41].map((from) => ({ file, from }))))(
    'delivers the same bytes from frame $from of $file',
    async ({ file, from }) => {
      const plan = await planFor(join(folder.path, file))
      const whole = await decodeAll(plan)
      const later = await decodeAll({ ...plan, from })
      expect(later.frames).toEqual(whole.frames.slice(from))
      expect(later.summary).toEqual(whole.summary)
    }
  )

  it('delivers nothing from beyond the end and still counts', async () => {
    const { frames, summary } = await decodeAll(await planFor(join(folder.path, 'plain.mp4'), { from: 60 }))
    expect(frames).toEqual([])
    expect(summary.frames).toBe(60)
  })
})

describe('which stream is taken', () => {
  it('takes the pictures of a file that begins with sound and has cover art', async () => {
    const [file, cover, out] = ['plain.mp4', 'cover.jpg', 'mixed.mp4'].map((name) => join(folder.path, name)) as [
      string,
      string,
      string
    ]
    ffmpeg(['-f', 'lavfi', '-i', 'color=red:s=300x300', '-frames:v', '1', cover])
    const inputs = [...TONE, '-i', cover, '-i', file]
    const maps = [
      '-map',
      '0',
      '-map',
      '1',
      '-map',
      '2',
      '-c',
      'copy',
      '-c:a',
      'aac',
      '-disposition:v:0',
      'attached_pic'
    ]
    ffmpeg([...inputs, ...maps, out])
    const { frames } = await decodeAll(await planFor(out))
    expect(numbersOf(frames)).toEqual(range(0, 60))
  })

  it('shows a turned video upright', async () => {
    const turned = join(folder.path, 'turned.mp4')
    ffmpeg(['-i', join(folder.path, 'plain.mp4'), '-c', 'copy', '-metadata:s:v:0', 'rotate=90', turned])
    const facts = await probeVideo(turned)
    expect([facts.width, facts.height]).toEqual([96, 192])
    const input = { crop: null, resize: { width: 48, height: 96, filter: 'bilinear' as const } }
    const { frames } = await decodeAll(await planFor(turned, { input, pictureWidth: null, viewWidth: null }))
    // The bars of the number, left to right, now lie top to bottom.
    const numbers = frames.map(({ input: rgb }) => {
      const column = Uint8Array.from({ length: 96 * 3 }, (_, i) => rgb?.[Math.floor(i / 3) * 48 * 3 + 24 * 3] ?? 0)
      const up = readNumber(column, 96, 1)
      const down = readNumber(
        Uint8Array.from({ length: 96 * 3 }, (_, i) => column[95 * 3 - 3 * Math.floor(i / 3)] ?? 0),
        96,
        1
      )
      return [up, down]
    })
    const upward = numbers.map(([up]) => up)
    const downward = numbers.map(([, down]) => down)
    expect([upward, downward]).toContainEqual(range(0, 60))
  })

  it('keeps one count when the picture size changes half-way, and says so', async () => {
    const [small, both] = ['small.h264', 'both.h264'].map((name) => join(folder.path, name)) as [string, string]
    makeNumberedVideo(small, { frames: 20, width: 96, height: 48, coding: [...H264, '-f', 'h264'] })
    ffmpeg(['-i', `concat:${join(folder.path, 'raw.h264')}|${small}`, '-c', 'copy', '-f', 'h264', both])
    const plan = await planFor(both)
    const { frames, summary } = await decodeAll(plan)
    expect(numbersOf(frames)).toEqual([...range(0, 50), ...range(0, 20)])
    expect(summary.warnings.map(({ code, frames: at }) => ({ code, at }))).toEqual([
      { code: 'size-change', at: { first: 50, last: 69 } }
    ])
    const later = await decodeAll({ ...plan, from: 45 })
    expect(later.frames).toEqual(frames.slice(45))
  })
})

describe('outputs', () => {
  it('are left out when they are not asked for', async () => {
    const nothing = { input: null, pictureWidth: null, viewWidth: null }
    const { frames } = await decodeAll(await planFor(join(folder.path, 'plain.mp4'), nothing))
    expect(frames).toHaveLength(60)
    expect(frames[59]).toEqual({
      frame: 59,
      time: expect.closeTo(2.36),
      input: null,
      picture: null,
      view: null,
      damaged: false
    })
  })

  it.each([
    ['from the start', { from: 0 }],
    ['from the middle of a stride', { from: 32 }],
    ['and nothing else', { from: 32, input: null, pictureWidth: null }]
  ])('have views of every so many frames, counted from frame 0, where no more are needed: %s', async (_, more) => {
    const plan = await planFor(join(folder.path, 'plain.mp4'), more)
    const all = await decodeAll(plan)
    const some = await decodeAll({ ...plan, viewEvery: 3 })
    expect(some.summary).toEqual(all.summary)
    expect(some.frames).toEqual(all.frames.map((frame) => (frame.frame % 3 === 0 ? frame : { ...frame, view: null })))
    expect(some.frames.filter(({ view }) => view !== null)).toHaveLength(more.from === 0 ? 20 : 9)
  })

  it('have JPEG pictures that are never enlarged', async () => {
    const { frames } = await decodeAll(await planFor(join(folder.path, 'one.mp4'), { pictureWidth: 640 }))
    const picture = frames[0]?.picture
    expect([...(picture?.subarray(0, 2) ?? []), ...(picture?.subarray(-2) ?? [])]).toEqual([0xff, 0xd8, 0xff, 0xd9])
  })
})
