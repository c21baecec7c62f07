import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { probeVideo } from '../../src/main/decode/probe.ts'
import { openRecording } from '../../src/main/recording/open.ts'
import { damagedDrives, expectSound, log, planOf, steady } from '../fixtures/damagedDrives.ts'
import { makeSimulation, makeTubV1 } from '../fixtures/loggedDrives.ts'
import { decodeAll, makeNumberedVideo, makeTub, numbersOf, range, tubLine } from '../../testing/recordings.ts'

const { at, pictures, video } = damagedDrives()
const tubLines = range(0, 6).map((i) => tubLine(i))
const simulated = range(0, 6).map((i) => ({ at: 100 * i, steering: `${i / 10}` }))

/** What opens all the same: from its folder, or the video in it. */
const opens: {
  name: string
  make: (name: string) => void
  /** Name of the video in the folder, where it is not that of the row. */
  path?: string
  /** null: none beside the assumed rate. */
  warning: RegExp | null
  /** Numbers that the decoded pictures carry, 'some' where it is for the decoder to say how many. */
  frames: number[] | 'some'
}[] = [
  {
    name: 'a truncated video',
    make: (name) => {
      video(name, log(steady))
      const file = at(name, `${name}.mp4`)
      truncateSync(file, Math.floor(readFileSync(file).length * 0.7))
    },
    path: 'a truncated video.mp4',
    warning:
      /^a truncated video\.mp4 is cut short: it ends after frame \d+ at [\d.]+ s of 1\.6 s; the frames before are used\.$/,
    frames: 'some'
  },
  {
    name: 'a zero-byte picture',
    make: (name) => pictures(name, (place) => writeFileSync(join(place, '3.jpg'), '')),
    warning: /^3\.jpg \(frame 3\) is empty; the picture before stands in\.$/,
    frames: [0, 1, 2, 2, 4, 5, 6, 7]
  },
  {
    name: 'a missing picture of a tub',
    make: (name) => {
      mkdirSync(at(name))
      makeTub(at(name), { records: tubLines })
      rmSync(at(name, 'images', '2_cam_image_array_.jpg'))
    },
    warning: /^2_cam_image_array_\.jpg \(frame 2\) is missing; the picture before stands in\.$/,
    frames: [0, 1, 1, 3, 4, 5]
  },
  {
    name: 'missing pictures of a simulator',
    make: (name) => {
      makeSimulation(at(name), { rows: simulated })
      for (const ms of ['100', '200']) rmSync(at(name, 'IMG', `center_2016_12_01_13_30_48_${ms}.jpg`))
    },
    warning:
      /^driving_log\.csv names pictures that are not there in 2 of its 6 rows, first center_2016_12_01_13_30_48_100\.jpg in row 2; these rows are left out\.$/,
    frames: [0, 3, 4, 5]
  },
  {
    name: 'pictures of several sizes',
    make: (name) =>
      pictures(name, (place) => {
        makeNumberedVideo(join(place, 'large.mjpeg'), {
          frames: 1,
          coding: ['-c:v', 'mjpeg', '-f', 'mjpeg', '-pix_fmt', 'yuvj420p']
        })
        copyFileSync(join(place, 'large.mjpeg'), join(place, '5.jpg'))
        rmSync(join(place, 'large.mjpeg'))
      }),
    warning: /^5\.jpg \(frame 5\) is jpeg 192x96 and not jpeg 48x32; the picture before stands in\.$/,
    frames: [0, 1, 2, 3, 4, 4, 6, 7]
  },
  {
    name: 'a log longer than the pictures',
    make: (name) => video(name, log(range(0, 60).map((i) => `${i / 10},${i}`))),
    warning: /^.*\.csv goes on to 5\.9 s and the pictures end at 1\.6 s; its last rows are left out\.$/,
    frames: range(0, 40)
  },
  {
    name: 'a log shorter than the pictures',
    make: (name) => video(name, log(range(0, 5).map((i) => `${i / 10},${i}`))),
    warning: /^.*\.csv ends at 0\.4 s and the pictures at 1\.6 s; later frames have no signals\.$/,
    frames: range(0, 40)
  },
  {
    name: 'a simulator log longer than its pictures',
    make: (name) => makeSimulation(at(name), { rows: simulated, pictures: 4 }),
    warning: /in its last 2 rows, first center_2016_12_01_13_30_48_400\.jpg in row 5; these rows are left out\.$/,
    frames: [0, 1, 2, 3]
  },
  {
    name: 'NaN and empty cells',
    make: (name) => video(name, log(steady.map((row, i) => (i === 4 ? '0.4,NaN' : i === 7 ? '0.7,' : row)))),
    warning: /^2 cells of "steering_left_deg" in .*\.csv hold no number; they are gaps\.$/,
    frames: range(0, 40)
  },
  {
    name: 'empty cells of a simulator',
    make: (name) =>
      makeSimulation(at(name), { rows: simulated.map((row, i) => (i === 2 ? { ...row, steering: '' } : row)) }),
    warning: /^1 rows of driving_log\.csv hold no number for the steering; they are gaps\.$/,
    frames: range(0, 6)
  },
  {
    name: 'times that go back',
    make: (name) => video(name, log([...steady.slice(0, 9), '0.35,3.5', ...steady.slice(9)])),
    warning: /^The times of .*\.csv go back at row 10; its rows are put in order of time\.$/,
    frames: range(0, 40)
  },
  {
    name: 'a clock set back in a tub',
    make: (name) => {
      mkdirSync(at(name))
      const records = tubLines.map((line, i) => (i < 3 ? line : { ...line, _timestamp_ms: 1.5e12 + 50 * i }))
      makeTub(at(name), { records })
    },
    warning:
      /^The clock goes back or is missing at 1 records, first at frame 3; the usual step of 50 ms is taken there\.$/,
    frames: range(0, 6)
  },
  {
    name: 'a log without steering',
    make: (name) => video(name, 'time_s,speed_kmh\n0,10\n1.6,20\n'),
    warning: /^.*\.csv has no steering column \(it has time_s, speed_kmh\); call the right one "steering"/,
    frames: range(0, 40)
  },
  {
    name: `spaces, 'quotes' "double", a|pipe, #5, 100%41 and Größe 車`,
    make: (name) => pictures(name, () => undefined),
    warning: null,
    frames: range(0, 8)
  },
  {
    name: `video 'quoted' "double" a|b #5 %20 %d é`,
    make: (name) => video(name, log(steady), 'x %03d|[0-9]*#é.mp4'),
    path: 'x %03d|[0-9]*#é.mp4',
    warning: null,
    frames: range(0, 40)
  },
  {
    name: 'a missing picture at the end of a tub',
    make: (name) => {
      mkdirSync(at(name))
      makeTub(at(name), { records: tubLines })
      rmSync(at(name, 'images', '5_cam_image_array_.jpg'))
    },
    warning: /^5_cam_image_array_\.jpg \(frame 5\) is missing; the picture before stands in\.$/,
    frames: [0, 1, 2, 3, 4, 4]
  },
  {
    name: 'a picture cut off half-way',
    make: (name) =>
      pictures(name, (place) => {
        const { length } = readFileSync(join(place, '4.jpg'))
        truncateSync(join(place, '4.jpg'), length - 40)
      }),
    warning: /^The picture of frame 4 cannot be used: 4\.jpg .*; the one before stands in\.$/,
    frames: [0, 1, 2, 3, 3, 5, 6, 7]
  },
  {
    name: 'a picture that is none',
    make: (name) => pictures(name, (place) => writeFileSync(join(place, '0.jpg'), 'not a picture')),
    warning: /^0\.jpg \(frame 0\) is not a JPEG or PNG picture; the first one that can be used stands in\.$/,
    frames: [1, 1, 2, 3, 4, 5, 6, 7]
  },
  {
    name: `a tub 'in' "quotes" | #1 100% Ærø`,
    make: (name) => {
      mkdirSync(at(name))
      makeTub(at(name), { records: tubLines })
    },
    warning: null,
    frames: range(0, 6)
  },
  {
    name: 'records that cannot be read',
    make: (name) => {
      makeTubV1(at(name), 5)
      writeFileSync(at(name, 'record_1.json'), '')
    },
    warning: /^1 records of .* cannot be read and are left out, first record_1\.json\.$/,
    frames: [0, 2, 3, 4]
  },
  {
    name: 'a tub without its manifest',
    make: (name) => {
      mkdirSync(at(name))
      makeTub(at(name), { records: tubLines, manifest: false })
    },
    warning: /^.* has no manifest; its catalogs are read in order and no record counts as deleted\.$/,
    frames: range(0, 6)
  }
]

describe('opens, says what is wrong, and keeps the frames that are sound', () => {
  it.each(opens)('$name', async ({ name, make, path, warning, frames }) => {
    make(name)
    const place = [at(name, path ?? `${name}.mp4`), at(name)].find((file) => existsSync(file)) ?? at(name)
    const recording = await openRecording(place, { probe: probeVideo })
    const { frames: decoded, summary } = await decodeAll(planOf(recording))
    const messages = [...recording.warnings, ...summary.warnings]
      .filter(({ code }) => code !== 'assumed-rate')
      .map(({ message }) => message)
    if (warning)
      expect(
        messages.find((message) => warning.test(message)),
        messages.join('\n')
      ).toBeDefined()
    else expect(messages).toEqual([])
    const numbers = numbersOf(decoded)
    if (frames === 'some') expectSound(decoded)
    else expect(numbers).toEqual(frames)
  })
})
