import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AnalyzeResult } from '../../src/main/hosts/cli/analyze.ts'
import type { Inspection } from '../../src/shared/api.ts'
import type { RecordingKind } from '../../src/shared/recording.ts'
import { makeSegmentLogs, makeSimulation, makeTubV1, npy } from '../fixtures/loggedDrives.ts'
import { h264Frames, makeMcap } from '../../testing/mcapFiles.ts'
import { FRAMES, HEIGHT, link, makeRealPictures, WIDTH, type RealPictures } from '../fixtures/realSize.ts'
import { makeNumberedPicture, makeNumberedVideo, makeTub, range, tubLine } from '../../testing/recordings.ts'
import { runCommand } from '../fixtures/runCommand.ts'
import { writeShortDriveModel } from '../fixtures/shortDrive.ts'

/** Where pictures and videos come from: twelve of real size, or thousands that cost nothing. */
interface Source {
  count: number
  width: number
  height: number
  /** Writes pictures to files of these names. */
  write(files: readonly string[]): void
  /** Writes a video at 20 frames a second; the coding is the container's own unless told. */
  video(file: string, coding?: readonly string[]): void
  /** H.264 and JPEG as messages have them. */
  messages(coding: 'h264' | 'jpeg'): { frames: Buffer[]; repeat: number }
}

interface Format {
  name: string
  kind: RecordingKind
  /** Writes the recording into an empty folder; what is to be opened in it. */
  make(folder: string, source: Source): string | Promise<string>
  with?: (folder: string) => string[]
  /** Seconds of a frame where they are not frame / 20. */
  time?: (frame: number) => number
  /** Left-positive, in the unit of the source; null where none is recorded. */
  steering: (frame: number) => number | null
}

const HEADER = 'index,timestamp,width,height,frame_id,filename,angle,torque,speed,lat,long,alt'

const formats: Format[] = [
  {
    name: 'a video with a table beside it',
    kind: 'video',
    make(folder, { count, video }) {
      video(join(folder, 'drive.mp4'))
      const rows = range(0, count).map((i) => `${i / 20},${i / 10 - 3}`)
      writeFileSync(join(folder, 'drive.csv'), ['time_s,steering_left_deg', ...rows, ''].join('\n'))
      return 'drive.mp4'
    },
    steering: (i) => i / 10 - 3
  },
  {
    name: 'a folder of pictures with a chosen table',
    kind: 'image-folder',
    make(folder, { count, write }) {
      write(range(0, count).map((i) => join(folder, 'pictures', `frame${i}.jpg`)))
      const rows = range(0, count).map((i) => `${i},${i / 10}`)
      writeFileSync(join(folder, 'table.csv'), ['frame,steering_left_deg', ...rows, ''].join('\n'))
      return 'pictures'
    },
    with: (folder) => ['--signals', join(folder, 'table.csv')],
    steering: (i) => i / 10
  },
  {
    name: 'a Donkeycar tub, version 1',
    kind: 'donkey-tub-v1',
    make(folder, { count, write }) {
      makeTubV1(folder, count, undefined, write)
      return ''
    },
    steering: (i) => -i / 10
  },
  {
    name: 'a Donkeycar tub, version 2',
    kind: 'donkey-tub-v2',
    make(folder, { count, write }) {
      const files: string[] = []
      makeTub(folder, { records: range(0, count).map((i) => tubLine(i)), write: (file) => files.push(file) })
      write(files)
      return ''
    },
    steering: (i) => -i / 10
  },
  {
    name: "a log of Udacity's simulator with three cameras",
    kind: 'udacity-simulator',
    make(folder, { count, write }) {
      makeSimulation(folder, { rows: range(0, count).map((i) => ({ at: 70 * i, steering: `${i / 100}` })), write })
      return ''
    },
    time: (i) => 0.07 * i,
    steering: (i) => -i / 100
  },
  {
    name: 'its left camera',
    kind: 'udacity-simulator',
    make: (folder, source) => formats.find(({ kind }) => kind === 'udacity-simulator')!.make(folder, source),
    with: () => ['--camera', 'left'],
    time: (i) => 0.07 * i,
    steering: (i) => -i / 100
  },
  {
    name: 'a table of pictures',
    kind: 'interpolated-csv',
    make(folder, { count, width, height, write }) {
      const at = (i: number): bigint => 1_479_425_441_182_877_835n + 50_000_000n * BigInt(i)
      const rows = range(0, count).map(
        (i) => `${i},${at(i)},${width},${height},center_camera,center/${at(i)}.jpg,${i / 100},0,5,0,0,0`
      )
      writeFileSync(join(folder, 'interpolated.csv'), [HEADER, ...rows, ''].join('\n'))
      write(range(0, count).map((i) => join(folder, 'center', `${at(i)}.jpg`)))
      return ''
    },
    steering: (i) => i / 100
  },
  {
    name: "SullyChen's data.txt",
    kind: 'interpolated-csv',
    make(folder, { count, write }) {
      write(range(0, count).map((i) => join(folder, `${i}.jpg`)))
      writeFileSync(
        join(folder, 'data.txt'),
        range(0, count)
          .map((i) => `${i}.jpg ${i / 4}\n`)
          .join('')
      )
      return ''
    },
    with: () => ['--positive', 'right'],
    steering: (i) => -i / 4
  },
  {
    name: 'pictures with labels in their names',
    kind: 'image-folder',
    make(folder, { count, write }) {
      const name = (i: number, camera: string): string =>
        `${String(78_469 + 2 * i + Number(camera === 'LEFT')).padStart(8, '0')}_${camera}_${(i / 10_000).toFixed(6)}_0.500000_0.000000.jpg`
      write(range(0, count).flatMap((i) => ['MAIN', 'LEFT'].map((camera) => join(folder, name(i, camera)))))
      return ''
    },
    time: (i) => i / 10,
    steering: (i) => -i / 10_000
  },
  {
    name: 'a segment of comma2k19',
    kind: 'comma2k19',
    make(folder, { count, video }) {
      video(join(folder, 'video.hevc'), ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=error'])
      const times = range(0, count).map((i) => 1000 + i / 20)
      makeSegmentLogs(folder, {
        'global_pose/frame_times': npy(times),
        'processed_log/CAN/steering_angle/t': npy(times),
        'processed_log/CAN/steering_angle/value': npy(times.map((_, i) => i / 10)),
        'processed_log/CAN/speed/t': npy(times),
        'processed_log/CAN/speed/value': npy(times.map(() => 20)),
        'processed_log/IMU/gyro/t': npy(times),
        'processed_log/IMU/gyro/value': npy(
          times.flatMap(() => [0, 0, 0.1]),
          [count, 3]
        )
      })
      return ''
    },
    steering: (i) => i / 10
  },
  ...(['jpeg', 'h264'] as const).map((coding): Format => ({
    name: `an MCAP file of ${coding}`,
    kind: 'mcap',
    async make(folder, { messages }) {
      const { frames, repeat } = messages(coding)
      const type = coding === 'jpeg' ? 'CompressedImage' : 'CompressedVideo'
      const pictures = { type, format: coding, frames } as const
      await makeMcap(join(folder, 'drive.mcap'), { schema: 'foxglove', pictures, compression: 'zstd', repeat })
      return 'drive.mcap'
    },
    // Each tenth picture comes 10 ms late.
    time: (i) => i / 20 + (i % 10 === 9 ? 0.01 : 0),
    // A tenth of a degree every 20 ms; the last sample comes 10 ms before the last picture.
    steering: (i) => (i === FRAMES - 1 ? null : (i / 20 + (i % 10 === 9 ? 0.01 : 0)) * 5)
  })),
  {
    name: 'a video of BDD100K',
    kind: 'bdd100k',
    make(folder, { count, video }) {
      video(join(folder, 'b1c66a42-6f7d68ca.mov'))
      const start = 1_503_828_255_000
      const locations = range(0, Math.ceil(count / 20)).map((i) => ({
        timestamp: start + 1000 * i,
        course: 90,
        speed: 10 + i,
        latitude: 40,
        longitude: -73
      }))
      const info = { startTime: start, endTime: start + 50 * count, locations, gyro: [], timelapse: false }
      writeFileSync(join(folder, 'b1c66a42-6f7d68ca.json'), JSON.stringify(info))
      return 'b1c66a42-6f7d68ca.mov'
    },
    steering: () => null
  }
]

let work: string
beforeAll(() => void (work = mkdtempSync(join(tmpdir(), 'lanegaze-real-size-'))))
afterAll(() => rmSync(work, { recursive: true, force: true }))

/** Writes a recording into a folder of its own; the words by which it is opened. */
async function made(format: Format, name: string, source: Source): Promise<string[]> {
  const folder = join(work, name)
  mkdirSync(folder)
  return [join(folder, await format.make(folder, source)), ...(format.with?.(folder) ?? [])]
}

async function json<T>(...words: string[]): Promise<T> {
  const { status, out, err } = await runCommand(...words, '--json')
  expect(status, err).toBe(0)
  return JSON.parse(out) as T
}

function recordingOf(found: Inspection) {
  if (found.what !== 'recording') throw new Error(`it is no recording but ${found.what}`)
  return found.recording
}

describe('720p pictures of 60 to 900 KB', () => {
  let pictures: RealPictures
  let model: string
  const source: Source = {
    count: FRAMES,
    width: WIDTH,
    height: HEIGHT,
    write: (files) => pictures.write(files),
    video: (file, coding = ['-c:v', 'libx264', '-preset', 'ultrafast']) => pictures.video(file, coding),
    messages: (coding) => ({
      frames: coding === 'h264' ? pictures.h264() : pictures.files.map((file) => readFileSync(file)),
      repeat: 1
    })
  }
  beforeAll(async () => {
    pictures = makeRealPictures(join(work, 'pictures'))
    model = join(work, 'small.h5')
    await writeShortDriveModel(model)
  })

  it('are what they are said to be', () => {
    const sizes = pictures.files.map((file) => statSync(file).size)
    expect(Math.min(...sizes)).toBeGreaterThan(60_000)
    expect(Math.min(...sizes)).toBeLessThan(100_000)
    expect(Math.max(...sizes)).toBeGreaterThan(750_000)
    expect(Math.max(...sizes)).toBeLessThan(900_000)
  })

  it.each(formats)('$name is opened, analysed and exported', async (format) => {
    const opening = await made(format, `720p ${format.name}`, source)
    const data = ['--data-dir', mkdtempSync(join(work, 'data-'))]
    const found = recordingOf(await json<Inspection>('info', ...opening, ...data))
    expect(found).toMatchObject({ kind: format.kind, width: WIDTH, height: HEIGHT, frames: { count: FRAMES } })

    const result = await json<AnalyzeResult>('analyze', ...opening, '--model', model, '--engine', 'ort', ...data)
    expect(result.frames).toBe(FRAMES)
    const [csv, html] = [join(work, 'run.csv'), join(work, 'run.html')]
    for (const [kind, out] of [
      ['csv', csv],
      ['html', html]
    ] as const) {
      const { status, err } = await runCommand('export', result.run, '--format', kind, '--out', out, ...data)
      expect(status, err).toBe(0)
    }
    const rows = parse<Record<string, string>>(readFileSync(csv), { columns: true })
    const column = (name: string) => rows.map((row) => (row[name] === '' ? null : Number(row[name])))
    const frames = range(0, FRAMES)
    const close = (value: number | null) => (value === null ? null : (expect.closeTo(value, 4) as number))
    expect(column('time_s')).toEqual(frames.map((i) => close(format.time?.(i) ?? i / 20)))
    expect(column('steering_recorded')).toEqual(frames.map((i) => close(format.steering(i))))
    expect(column('steering_predicted').every((value) => value !== null)).toBe(true)
    expect(readFileSync(html, 'utf8').match(/data:image\/jpeg;base64/g)?.length).toBeGreaterThan(5)
  })
})

describe('5,000 entries', () => {
  const COUNT = 5000
  const [width, height] = [64, 32]
  let tiny: string
  const source: Source = {
    count: COUNT,
    width,
    height,
    write: (files) => link([tiny], files),
    video(file, coding = ['-c:v', 'libx264', '-preset', 'ultrafast']) {
      makeNumberedVideo(file, { frames: COUNT, width, height, rate: '20', coding })
    },
    messages: (coding) => ({
      frames: coding === 'h264' ? h264Frames(10, width, height) : [readFileSync(tiny)],
      repeat: coding === 'h264' ? COUNT / 10 : COUNT
    })
  }
  beforeAll(() => {
    tiny = join(work, 'tiny.jpg')
    makeNumberedPicture(tiny, 1, 'jpg', width, height)
  })

  // Another camera of the same log is as long.
  const different = formats.filter(({ name }) => name !== 'its left camera')
  it.each(different)('$name says what it is', async (format) => {
    const opening = await made(format, `long ${format.name}`, source)
    const found = recordingOf(await json<Inspection>('info', ...opening, '--data-dir', join(work, 'data of info')))
    expect(found).toMatchObject({ kind: format.kind, width, height, frames: { count: COUNT } })
    const steering = found.signals.find(({ role }) => role === 'steering')
    expect(steering !== undefined).toBe(format.steering(0) !== null)
    // Messages are read when they are needed.
    if (steering && format.kind !== 'mcap') expect(steering.samples).toBe(COUNT)
  })
})
