import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { probeVideo } from '../../../src/main/decode/probe.ts'
import { signalsAtFrames } from '../../../src/main/recording/signals/atFrames.ts'
import type { OpenWith } from '../../../src/shared/recording.ts'
import { listRecordings, openRecording } from '../../../src/main/recording/open.ts'
import type { Recording } from '../../../src/main/recording/recording.ts'
import { SeveralRecordings } from '../../../src/main/recording/place/severalRecordings.ts'
import { makeSegmentLogs, makeSimulation, makeTubV1, npy, writePictures } from '../../fixtures/loggedDrives.ts'
import { makeNumberedVideo, range, temporaryFolder } from '../../../testing/recordings.ts'

const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())
const at = (...parts: string[]): string => join(folder.path, ...parts)
const open = (name: string, choices: OpenWith = {}): Promise<Recording> =>
  openRecording(at(name), { probe: probeVideo, ...choices })
const codes = ({ warnings }: Recording): string[] => warnings.map(({ code }) => code)
const files = ({ source }: Recording): string[] =>
  source.type === 'images' ? source.files.map((file) => file.slice(folder.path.length + 1)) : []
const values = (recording: Recording, role = 'steering'): number[] => [
  ...(recording.signals.find((signal) => signal.role === role)?.values ?? [])
]
const close = (numbers: readonly number[]): unknown[] => numbers.map((value) => expect.closeTo(value, 6) as unknown)

/** Uneven, as the simulator is. */
const ROWS = [
  { at: 287, steering: '0' },
  { at: 404, steering: ' 7.99E-05' },
  { at: 450, steering: '-0.25' },
  { at: 700, steering: '1' }
]

describe('the Udacity simulator', () => {
  it.each([
    { name: 'Windows, spaces, no header', simulation: { rows: ROWS } },
    { name: 'macOS, header', simulation: { rows: ROWS, header: true, folder: '/Users/me/Desktop/IMG/', mark: ',' } },
    { name: 'relative, header, spaces', simulation: { rows: ROWS, header: true, folder: 'IMG/' } }
  ])('$name', async ({ name, simulation }) => {
    makeSimulation(at(name), simulation)
    const recording = await open(name)
    expect(recording).toMatchObject({ kind: 'udacity-simulator', width: 48, height: 32 })
    expect(recording.because).toMatch(/^driving_log\.csv names the pictures of three cameras/)
    expect([...(recording.times ?? [])]).toEqual(close([0, 0.117, 0.163, 0.413]))
    expect(values(recording)).toEqual([0, 7.99e-5, -0.25, 1])
    expect(values(recording, 'speed')).toEqual([22.1, 22.1, 22.1, 22.1])
    expect(recording.signals[0]?.convention).toEqual({ unit: 'normalised', positive: 'right' })
    expect(files(recording)[0]).toBe(join(name, 'IMG', 'center_2016_12_01_13_30_48_287.jpg'))
    expect(codes(recording)).toEqual([])
    expect(recording.choices).toEqual([{ option: 'camera', values: ['center', 'left', 'right'], chosen: 'center' }])
  })

  it('shows another camera as a drive of its own', async () => {
    makeSimulation(at('cameras'), { rows: ROWS })
    const [center, left] = [await open('cameras'), await open('cameras', { camera: 'left' })]
    expect(files(left)[3]).toBe(join('cameras', 'IMG', 'left_2016_12_01_13_30_48_700.jpg'))
    expect(left.fingerprint).not.toBe(center.fingerprint)
    await expect(open('cameras', { camera: 'rear' })).rejects.toThrow(
      /no camera "rear"; choose one of center, left, right/
    )
  })

  it('opens by its log too, and is the same drive in another place', async () => {
    cpSync(at('cameras'), at('moved %|# é'), { recursive: true })
    expect((await open('moved %|# é/driving_log.csv')).fingerprint).toBe((await open('cameras')).fingerprint)
  })

  it('leaves out the rows of a log that is longer than its pictures', async () => {
    makeSimulation(at('long'), { rows: ROWS, pictures: 2 })
    const recording = await open('long')
    expect(recording.frames.count).toBe(2)
    expect(recording.warnings.map(({ message }) => message)).toEqual([
      'driving_log.csv names pictures that are not there in its last 2 rows, first center_2016_12_01_13_30_48_450.jpg in row 3; these rows are left out.'
    ])
  })

  it('keeps rows and pictures together where one in the middle is missing', async () => {
    makeSimulation(at('hole'), { rows: ROWS })
    rmSync(at('hole', 'IMG', 'center_2016_12_01_13_30_48_404.jpg'))
    const recording = await open('hole')
    expect(values(recording)).toEqual([0, -0.25, 1])
    expect([...(recording.times ?? [])]).toEqual(close([0, 0.163, 0.413]))
    expect(codes(recording)).toEqual(['missing-pictures'])
  })
})

describe('a Donkeycar tub, version 1', () => {
  it('comes in order of its numbers, without what is excluded', async () => {
    makeTubV1(at('v1'), 12, [3])
    const recording = await open('v1')
    expect(recording).toMatchObject({ kind: 'donkey-tub-v1', frames: { count: 11, exact: true }, rate: 20 })
    expect(values(recording)).toEqual([0, 0.1, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1])
    expect([...(recording.times ?? [])].slice(0, 4)).toEqual(close([0, 0.05, 0.1, 0.2]))
    expect(files(recording)[10]).toBe(join('v1', '11_cam-image_array_.jpg'))
    expect(recording.signals[0]?.convention).toEqual({ unit: 'normalised', positive: 'right' })
    expect(codes(recording)).toEqual([])
  })

  it('leaves out records that cannot be read', async () => {
    makeTubV1(at('v1 damaged'), 4)
    writeFileSync(at('v1 damaged', 'record_2.json'), '{"cam/im')
    const recording = await open('v1 damaged')
    expect(values(recording)).toEqual([0, 0.1, 0.3])
    expect(recording.warnings.map(({ message }) => message)).toEqual([
      '1 records of v1 damaged cannot be read and are left out, first record_2.json.'
    ])
  })
})

describe('a table of pictures', () => {
  const HEADER = 'index,timestamp,width,height,frame_id,filename,angle,torque,speed,lat,long,alt'
  const row = (i: number, camera: string, width = 48): string =>
    `2016-11-17 ${i},${1_479_424_215_877_284_379n + BigInt(i) * 50_000_000n},${width},32,${camera}_camera,${camera}/${i}.jpg,${i / 100},0.1,${10 + i},37.4,-122.1,10`
  const make = (name: string, rows: string[], pictures: string[]): void => {
    for (const camera of ['center', 'left']) mkdirSync(at(name, camera), { recursive: true })
    writePictures(pictures.map((file) => at(name, file)))
    writeFileSync(at(name, 'interpolated.csv'), [HEADER, ...rows, ''].join('\n'))
  }

  it('is sorted, without duplicates, one camera at a time', async () => {
    const rows = [0, 2, 1, 1, 3].flatMap((i) => [row(i, 'left'), row(i, 'center')])
    make(
      'table',
      rows,
      ['center', 'left'].flatMap((camera) => range(0, 4).map((i) => `${camera}/${i}.jpg`))
    )
    const recording = await open('table')
    expect(recording).toMatchObject({ kind: 'interpolated-csv', rate: 20, frames: { count: 4, exact: true } })
    expect(files(recording)).toEqual(range(0, 4).map((i) => join('table', 'center', `${i}.jpg`)))
    expect(values(recording)).toEqual([0, 0.01, 0.02, 0.03])
    expect(values(recording, 'speed')).toEqual([10, 11, 12, 13])
    expect([...(recording.times ?? [])]).toEqual(close([0, 0.05, 0.1, 0.15]))
    expect(codes(recording).sort()).toEqual(['log-unsorted', 'repeated-rows', 'steering-sign-unknown'])
    expect(recording.signals.find(({ role }) => role === 'steering')?.unit).toBe('rad')
    expect(recording.choices).toEqual([
      { option: 'camera', values: ['left_camera', 'center_camera'], chosen: 'center_camera' }
    ])
  })

  it('does not believe the table about the size', async () => {
    make(
      'size',
      range(0, 3).map((i) => row(i, 'center', 640)),
      range(0, 3).map((i) => `center/${i}.jpg`)
    )
    const recording = await open('size')
    expect(recording.width).toBe(48)
    expect(recording.warnings.at(-1)?.message).toBe(
      'interpolated.csv says that its pictures are 640 pixels wide; they are 48, which is used.'
    )
  })
})

describe('a comma2k19 segment', () => {
  /** Frames start at 1000 s; steering runs at 80 Hz, starts 37 ms later and rises by 8 degrees a second. */
  const make = (name: string, frames: number, video: number): void => {
    const steering = range(0, 400).map((i) => 1000.037 + i / 80)
    makeSegmentLogs(at(name), {
      'global_pose/frame_times': npy(range(0, frames).map((i) => 1000 + i / 20 + (i === 30 ? 0.001 : 0))),
      'processed_log/CAN/steering_angle/t': npy(steering),
      'processed_log/CAN/steering_angle/value': npy(
        steering.map((t) => 8 * (t - 1000)),
        [400, 1]
      ),
      'processed_log/CAN/speed/t': npy([1000, 1005]),
      'processed_log/CAN/speed/value': npy([10, 20], [2, 1]),
      'processed_log/IMU/gyro/t': npy([1000, 1005]),
      'processed_log/IMU/gyro/value': npy([0, 0, -0.1, 0, 0, -0.2], [2, 3])
    })
    makeNumberedVideo(at(name, 'video.hevc'), {
      frames: video,
      rate: '20',
      coding: ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=none', '-f', 'hevc']
    })
  }

  it('has the times of its frames, and steering at them', async () => {
    make('b0|2018-08-02/40', 60, 60)
    const recording = await open('b0|2018-08-02/40')
    expect(recording).toMatchObject({ kind: 'comma2k19', frames: { count: 60 }, rate: 20, width: 192, height: 96 })
    expect(codes(recording)).toEqual([])
    const [steering, speed, yaw] = signalsAtFrames(recording.signals, recording.times ?? new Float64Array())
    expect(steering).toMatchObject({ role: 'steering', unit: 'deg', sourcePositive: 'left' })
    // Nothing is known before the log begins, 37 ms after frame 0.
    expect(steering?.values[0]).toBeNull()
    expect([1, 20, 30].map((n) => steering?.values[n])).toEqual(close([0.4, 8, 12.008]))
    expect(speed?.values[20]).toBeCloseTo(12, 9)
    expect(yaw?.values[0]).toBeCloseTo(0.1, 9)
  })

  it('is found from the folder above, and by its video', async () => {
    const segment = await open('b0|2018-08-02/40')
    expect((await open('b0|2018-08-02')).fingerprint).toBe(segment.fingerprint)
    expect(await open('b0|2018-08-02/40/video.hevc')).toMatchObject({ kind: 'comma2k19', path: segment.path })
  })

  it('says where video and times differ in length', async () => {
    make('short', 50, 60)
    const recording = await open('short')
    expect(recording.warnings).toMatchObject([{ code: 'frame-times-differ', frames: { first: 50, last: 59 } }])
    expect(recording.times?.[59]).toBeCloseTo(2.95, 9)
  })

  it.each([
    [
      'no video',
      (name: string) => rmSync(at(name, 'video.hevc')),
      /^no video has the logs of a comma2k19 segment but no video\.hevc; copy it beside them/
    ],
    [
      'cut times',
      (name: string) => {
        const file = at(name, 'global_pose/frame_times')
        writeFileSync(file, readFileSync(file).subarray(0, 300))
      },
      /^frame_times is cut short; copy it again/
    ],
    [
      'no array',
      (name: string) => writeFileSync(at(name, 'global_pose/frame_times'), 'words'),
      /^frame_times is not a NumPy array/
    ]
  ])('is refused with %s', async (name, damage, sentence) => {
    cpSync(at('short'), at(name), { recursive: true })
    damage(name)
    await expect(open(name)).rejects.toThrow(sentence)
  })
})

it('a video of BDD100K shows speed and course, and says that there is no steering', async () => {
  mkdirSync(at('bdd/videos/train'), { recursive: true })
  mkdirSync(at('bdd/info/100k/train'), { recursive: true })
  makeNumberedVideo(at('bdd/videos/train/b1.mov'), { frames: 50 })
  const locations = [0, 1, 2].map((i) => ({
    timestamp: 1.5e12 + 1000 * i,
    course: i === 1 ? -1 : 90 + i,
    speed: 10 + i
  }))
  writeFileSync(
    at('bdd/info/100k/train/b1.json'),
    JSON.stringify({ rideID: 'x', startTime: 1.5e12, locations, gps: [] })
  )
  const recording = await open('bdd/videos/train/b1.mov')
  expect(recording.kind).toBe('bdd100k')
  expect(recording.signals.map(({ name, times, values: v }) => [name, [...times], [...v]])).toEqual([
    ['speed', [0, 1, 2], [10, 11, 12]],
    ['course', [0, 2], [90, 92]]
  ])
  expect(codes(recording)).toEqual(['no-steering'])
})

describe('a folder with several recordings', () => {
  it('offers them', async () => {
    mkdirSync(at('several/deep'), { recursive: true })
    makeTubV1(at('several/tub 2'), 2)
    makeTubV1(at('several/tub 10'), 2)
    makeNumberedVideo(at('several/deep/drive.mp4'), { frames: 3 })
    const error: unknown = await open('several').catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(SeveralRecordings)
    const { recordings, message } = error as SeveralRecordings
    expect(recordings.map(({ kind, path }) => [kind, path])).toEqual([
      ['video', at('several/deep/drive.mp4')],
      ['donkey-tub-v1', at('several/tub 2')],
      ['donkey-tub-v1', at('several/tub 10')]
    ])
    expect(message).toBe('several holds 3 recordings; open one of them: drive.mp4, tub 2, tub 10')
    expect(await listRecordings(at('several/tub 2'))).toMatchObject([{ kind: 'donkey-tub-v1', name: 'tub 2' }])
  })
})
