import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeAll, makeNumberedVideo, numbersOf, planFor, range, temporaryFolder } from '../../testing/recordings.ts'

/** Codings of data sets whose drives share a video, with key frames far apart and pictures that lean on later ones. */
const codings: [name: string, rate: string, coding: string[]][] = [
  ['H.264', '20', ['-c:v', 'libx264', '-preset', 'veryfast', '-qp', '18', '-bf', '3', '-g', '40']],
  ['H.264, 29.97 a second', '30000/1001', ['-c:v', 'libx264', '-preset', 'veryfast', '-qp', '18', '-g', '250']],
  [
    'H.264 with open groups',
    '30',
    ['-c:v', 'libx264', '-qp', '18', '-g', '24', '-bf', '3', '-x264-params', 'open-gop=1']
  ],
  ['H.265', '10', ['-c:v', 'libx265', '-preset', 'ultrafast', '-qp', '18', '-x265-params', 'log-level=none:keyint=30']],
  ['AV1', '10', ['-c:v', 'libsvtav1', '-preset', '12', '-crf', '20', '-g', '20']]
]

describe.each(codings)('a stretch of %s', (_, rate, coding) => {
  const folder = temporaryFolder()
  const file = join(folder.path, 'shared.mp4')
  const [frames = 0, seconds = 1] = rate.split('/').map(Number)
  const perSecond = frames / seconds

  beforeAll(() => makeNumberedVideo(file, { frames: 130, rate, coding }))
  afterAll(() => folder[Symbol.dispose]())

  it.each([
    [0, 25],
    [25, 40],
    [40, 1],
    [41, 60],
    [101, 29]
  ])('%i and so many more: %i', async (first, count) => {
    const stretch = { start: first / perSecond, count, rate: perSecond }
    const plan = await planFor(file, { source: { type: 'video', file, stretch } })
    const whole = await decodeAll(plan)
    expect(numbersOf(whole.frames)).toEqual(range(first, first + count))
    expect(whole.frames.map(({ frame }) => frame)).toEqual(range(0, count))
    expect(whole.frames.map(({ time }) => Math.round((time ?? -1) * perSecond * 100) / 100)).toEqual(range(0, count))
    expect(whole.summary).toEqual({ frames: count, warnings: [] })

    const from = Math.floor(count / 2)
    const later = await decodeAll({ ...plan, from })
    expect(later.frames.map(({ frame, input }) => [frame, input])).toEqual(
      whole.frames.slice(from).map(({ frame, input }) => [frame, input])
    )
    expect(later.summary.frames).toBe(count)
  })

  it('says how many frames are missing where the video ends before', async () => {
    const stretch = { start: 120 / perSecond, count: 40, rate: perSecond }
    const { frames, summary } = await decodeAll(await planFor(file, { source: { type: 'video', file, stretch } }))
    expect(numbersOf(frames)).toEqual(range(120, 130))
    expect(summary.warnings.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^shared\.mp4 has 10 frames of this drive where its data set says 40/)
    ])
  })
})
