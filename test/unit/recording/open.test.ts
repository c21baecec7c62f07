import { copyFileSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { probeVideo } from '../../../src/main/decode/probe.ts'
import { openRecording } from '../../../src/main/recording/open.ts'
import type { Recording } from '../../../src/main/recording/recording.ts'
import type { Tub } from '../../../testing/recordings.ts'
import {
  makeNumberedPicture,
  makeNumberedVideo,
  makeTub,
  range,
  temporaryFolder,
  tubLine
} from '../../../testing/recordings.ts'

const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())
const at = (name: string): string => join(folder.path, name)
const open = (name: string, signals?: string): Promise<Recording> =>
  openRecording(at(name), { probe: probeVideo, ...(signals ? { signals: at(signals) } : {}) })
const codes = ({ warnings }: Recording): string[] => warnings.map(({ code }) => code)

describe('a folder of pictures', () => {
  const picture = (place: string, name: string, number: number, suffix = 'jpg', width = 192): void => {
    mkdirSync(at(place), { recursive: true })
    makeNumberedPicture(join(at(place), name), number, suffix, width, 96)
  }
  const names = (recording: Recording): string[] =>
    recording.source.type === 'images'
      ? recording.source.files.map((file) => file.slice(at('x').length - 1).replace(/^.*\//, ''))
      : []

  it('is put in natural order, and other files are left alone', async () => {
    for (const i of [10, 2, 1, 9]) picture('natural', `frame ${i}.jpg`, i)
    for (const name of ['notes.txt', 'log.csv', '._frame 1.jpg', 'Thumbs.db']) writeFileSync(at(`natural/${name}`), 'x')
    const recording = await open('natural')
    expect(names(recording)).toEqual(['frame 1.jpg', 'frame 2.jpg', 'frame 9.jpg', 'frame 10.jpg'])
    expect(recording).toMatchObject({ kind: 'image-folder', name: 'natural', width: 192, height: 96, rate: 20 })
    expect(recording.frames).toEqual({ count: 4, exact: true })
    expect([...(recording.times ?? [])]).toEqual([0, 0.05, 0.1, expect.closeTo(0.15)])
    expect(codes(recording)).toEqual(['assumed-rate'])
  })

  it('is told by content and not by suffix', async () => {
    for (const i of range(0, 3)) picture('content', `${i}.dat`, i, 'png')
    expect(names(await open('content'))).toEqual(['0.dat', '1.dat', '2.dat'])
  })

  it('keeps the place of damaged and odd pictures, and names them', async () => {
    for (const i of range(0, 6)) picture('odd', `${i}.jpg`, i)
    writeFileSync(at('odd/1.jpg'), '')
    picture('odd', '3.jpg', 3, 'jpg', 96)
    picture('odd', '4.jpg', 4, 'png')
    const recording = await open('odd')
    expect(recording.frames.count).toBe(6)
    expect(recording.warnings.slice(0, 3)).toEqual([
      {
        code: 'damaged-picture',
        message: '1.jpg (frame 1) is empty; the picture before stands in.',
        frames: { first: 1, last: 1 }
      },
      {
        code: 'other-size',
        message: '3.jpg (frame 3) is jpeg 96x96 and not jpeg 192x96; the picture before stands in.',
        frames: { first: 3, last: 3 }
      },
      {
        code: 'other-size',
        message: '4.jpg (frame 4) is png 192x96 and not jpeg 192x96; the picture before stands in.',
        frames: { first: 4, last: 4 }
      }
    ])
  })

  it('takes the larger group where pictures have several suffixes', async () => {
    for (const i of range(0, 3)) picture('groups', `${i}.jpg`, i)
    picture('groups', 'mask.png', 1, 'png')
    const recording = await open('groups')
    expect(names(recording)).toEqual(['0.jpg', '1.jpg', '2.jpg'])
    expect(codes(recording)).toEqual(['other-pictures', 'assumed-rate'])
  })

  it('is not mistaken where a file only has the name of a video', async () => {
    for (const i of range(0, 2)) picture('named', `${i}.jpg`, i)
    writeFileSync(at('named/viewer.ts'), 'export const viewer = 1\n')
    expect((await open('named')).kind).toBe('image-folder')
  })

  it('counts as stills of the video beside them where they are few, and else names the video', async () => {
    picture('both', '0.jpg', 0)
    makeNumberedVideo(at('both/drive.mp4'), { frames: 3 })
    expect((await open('both')).path).toBe(at('both/drive.mp4'))
    for (const i of range(1, 12)) copyFileSync(at('both/0.jpg'), at(`both/${i}.jpg`))
    const { kind, warnings } = await open('both')
    expect(kind).toBe('image-folder')
    expect(warnings.at(-1)?.message).toBe(
      'both holds videos beside its pictures (drive.mp4); the pictures are used, open a video to see that.'
    )
  })

  it('takes a table of signals that was chosen', async () => {
    writeFileSync(at('natural.csv'), 'frame,steering_left_deg\n0,1\n3,4\n')
    const { signals } = await open('natural', 'natural.csv')
    expect(signals.map(({ role, timeBase }) => [role, timeBase])).toEqual([['steering', 'frames']])
  })
})

describe('a video', () => {
  makeNumberedVideo(at('drive.mp4'), { frames: 50 })
  copyFileSync(at('drive.mp4'), at('alone.bin'))
  writeFileSync(at('drive.csv'), 'time,steering_right_deg\n0,1\n2,4\n')

  it('comes with the table beside it', async () => {
    const before = statSync(at('drive.mp4'))
    const recording = await open('drive.mp4')
    expect(recording).toMatchObject({ kind: 'video', name: 'drive', width: 192, height: 96, rate: 25, times: null })
    expect(recording.because).toBe('its content is a video (H.264 in mp4)')
    expect(recording.frames).toEqual({ count: 50, exact: false })
    expect(recording.signals.map(({ name, convention }) => [name, convention])).toEqual([
      ['steering_right_deg', { unit: 'deg', positive: 'right' }]
    ])
    expect(recording.warnings).toEqual([])
    expect(statSync(at('drive.mp4')).mtimeMs).toBe(before.mtimeMs)
  })

  it('stands alone as well, under any suffix', async () => {
    const recording = await open('alone.bin')
    expect(recording.signals).toEqual([])
    expect(recording.because).toBe('its content is a video (H.264 in mov)')
  })

  it('keeps its identity with another name and another table', async () => {
    expect((await open('alone.bin')).fingerprint).toBe((await open('drive.mp4', 'drive.csv')).fingerprint)
  })

  it('opens with a warning when the table beside it has no steering', async () => {
    copyFileSync(at('drive.mp4'), at('plain.mp4'))
    writeFileSync(at('plain.csv'), 'time,speed_mps\n0,1\n2,4\n')
    const recording = await open('plain.mp4')
    expect(recording.warnings.map(({ message }) => message)).toEqual([
      'plain.csv has no steering column (it has time, speed_mps); call the right one "steering" and open the drive again.'
    ])
    expect(recording.signals.map(({ role }) => role)).toEqual(['speed'])
    await expect(open('plain.mp4', 'plain.csv')).rejects.toThrow(/^plain\.csv has no steering column/)
  })
})

describe('a Donkeycar tub', () => {
  const lines = range(0, 6).map((i) => tubLine(i))
  const deletePicture = (place: string, i: number): void => rmSync(at(`${place}/images/${i}_cam_image_array_.jpg`))
  const table: {
    name: string
    tub: Tub
    after?: (place: string) => void
    angles: number[]
    times: number[]
    warnings: string[]
  }[] = [
    {
      name: 'plain',
      tub: { records: lines },
      angles: [0, 0.1, 0.2, 0.3, 0.4, 0.5],
      times: [0, 0.05, 0.1, 0.15, 0.2, 0.25],
      warnings: []
    },
    {
      name: 'deleted',
      tub: { records: lines, deleted: [0, 3] },
      angles: [0.1, 0.2, 0.4, 0.5],
      times: [0, 0.05, 0.15, 0.2],
      warnings: []
    },
    {
      name: 'no manifest',
      tub: { records: lines, deleted: [2], manifest: false },
      angles: [0, 0.1, 0.2, 0.3, 0.4, 0.5],
      times: [0, 0.05, 0.1, 0.15, 0.2, 0.25],
      warnings: ['no-manifest']
    },
    {
      name: 'half a manifest',
      tub: { records: lines, manifest: '["cam/image_array"]\n["image_arr' },
      angles: [0, 0.1, 0.2, 0.3, 0.4, 0.5],
      times: [0, 0.05, 0.1, 0.15, 0.2, 0.25],
      warnings: ['no-manifest']
    },
    {
      name: 'empty and damaged records',
      tub: { records: [lines[0] ?? '', { _index: 1, __empty__: true }, '{"_index": 2, "cam/im', lines[3] ?? ''] },
      angles: [0, 0.3],
      times: [0, 0.15],
      warnings: ['empty-records', 'damaged-records']
    },
    {
      name: 'false times',
      tub: { records: range(0, 4).map((i) => tubLine(i, { _timestamp_ms: 1.6e12 + 3 * i })) },
      angles: [0, 0.1, 0.2, 0.3],
      times: [0, 0.05, 0.1, 0.15],
      warnings: ['false-times']
    },
    {
      name: 'no times',
      tub: { records: range(0, 3).map((i) => tubLine(i, { _timestamp_ms: null })) },
      angles: [0, 0.1, 0.2],
      times: [0, 0.05, 0.1],
      warnings: ['false-times']
    },
    {
      name: 'a clock that is set back',
      tub: { records: range(0, 5).map((i) => tubLine(i, { _timestamp_ms: 1.6e12 + 50 * i - (i > 2 ? 90_000 : 0) })) },
      angles: [0, 0.1, 0.2, 0.3, 0.4],
      times: [0, 0.05, 0.1, 0.15, 0.2],
      warnings: ['time-goes-back']
    },
    {
      name: 'a pause',
      tub: { records: range(0, 4).map((i) => tubLine(i, { _timestamp_ms: 1.6e12 + 50 * i + (i > 1 ? 60_000 : 0) })) },
      angles: [0, 0.1, 0.2, 0.3],
      times: [0, 0.05, 60.1, 60.15],
      warnings: []
    },
    {
      name: 'NaN for an angle',
      tub: { records: [lines[0] ?? '', JSON.stringify(tubLine(1)).replace('0.1', 'NaN'), lines[2] ?? ''] },
      after: () => undefined,
      angles: [0, NaN, 0.2],
      times: [0, 0.05, 0.1],
      warnings: ['damaged-picture']
    },
    {
      name: 'a missing picture',
      tub: { records: lines.slice(0, 3) },
      after: (place) => deletePicture(place, 1),
      angles: [0, 0.1, 0.2],
      times: [0, 0.05, 0.1],
      warnings: ['damaged-picture']
    },
    {
      name: 'a picture of no bytes',
      tub: { records: lines.slice(0, 3) },
      after: (place) => writeFileSync(at(`${place}/images/1_cam_image_array_.jpg`), ''),
      angles: [0, 0.1, 0.2],
      times: [0, 0.05, 0.1],
      warnings: ['damaged-picture']
    },
    {
      name: 'no steering',
      tub: { records: range(0, 3).map((i) => tubLine(i, { 'user/angle': null })) },
      angles: [],
      times: [0, 0.05, 0.1],
      warnings: ['no-steering']
    }
  ]
  it.each(table)('$name', async ({ name, tub, after, angles, times, warnings }) => {
    mkdirSync(at(name))
    makeTub(at(name), tub)
    after?.(name)
    const recording = await open(name)
    expect(recording.kind).toBe('donkey-tub-v2')
    expect(codes(recording)).toEqual(warnings)
    const steering = recording.signals.find(({ role }) => role === 'steering')
    expect([...(steering?.values ?? [])]).toEqual(angles)
    if (steering) expect(steering.convention).toEqual({ unit: 'normalised', positive: 'right' })
    expect([...(recording.times ?? [])]).toEqual(times.map((time) => expect.closeTo(time, 9) as number))
    expect(recording.frames).toEqual({ count: times.length, exact: true })
  })

  it('opens by its manifest too', async () => {
    expect(await open('plain/manifest.json')).toEqual(await open('plain'))
  })

  it('is refused when it is empty', async () => {
    mkdirSync(at('bare'))
    makeTub(at('bare'), { records: [] })
    await expect(open('bare')).rejects.toThrow(/^bare is a Donkeycar tub without a single record/)
  })
})

describe('what is no recording', () => {
  it.each([
    ['nowhere', () => undefined, /^nowhere is not there; check the path/],
    [
      'hollow',
      () => mkdirSync(at('hollow')),
      /^hollow is a folder without a recording in it; open the folder that holds the pictures/
    ],
    [
      'films',
      () => {
        mkdirSync(at('films'))
        for (const name of ['a b.mp4', 'b.mp4']) copyFileSync(at('drive.mp4'), at(`films/${name}`))
      },
      /^films holds 2 recordings; open one of them: a b\.mp4, b\.mp4$/
    ],
    ['natural/frame 1.jpg', () => undefined, /^frame 1\.jpg is a single picture; open the folder/],
    ['drive.csv', () => undefined, /^drive\.csv is a table or text and not a video/]
  ])('%s', async (name, make, message) => {
    make()
    await expect(open(name)).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringMatching(message) as string
    })
  })

  it('is left as it was', () => {
    expect(readdirSync(at('films'))).toEqual(['a b.mp4', 'b.mp4'])
  })
})
