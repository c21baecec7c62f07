import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { zstdCompressSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { probeVideo } from '../../../src/main/decode/probe.ts'
import { recordedSides } from '../../../src/main/lanes/recordedSides.ts'
import { NoCapnp, rootStruct } from '../../../src/main/recording/formats/openpilot/capnp.ts'
import { roadCamera, sidesInPicture } from '../../../src/main/recording/formats/openpilot/openpilotLanes.ts'
import { readOpenpilotLog } from '../../../src/main/recording/formats/openpilot/openpilotLog.ts'
import { listRecordings, openRecording } from '../../../src/main/recording/open.ts'
import type { Recording } from '../../../src/main/recording/recording.ts'
import { CORRIDOR_MARGIN, type LaneSides } from '../../../src/shared/lanes.ts'
import type { OpenWith } from '../../../src/shared/recording.ts'
import { overlapOfRegions } from '../../../scripts/evaluate/overlap.ts'
import { makeNumberedVideo, temporaryFolder } from '../../../testing/recordings.ts'
import { capnpMessages } from '../../fixtures/capnpMessages.ts'
import { openpilotLog, type OpenpilotDrive } from '../../fixtures/openpilotLogs.ts'
import { semanticLaneTruth } from '../../fixtures/semanticRoad.ts'

const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())
const at = (...parts: string[]): string => join(folder.path, ...parts)
const open = (name: string, choices: OpenWith = {}): Promise<Recording> =>
  openRecording(at(name), { probe: probeVideo, ...choices })
const messages = ({ warnings }: Recording): string[] => warnings.map(({ message }) => message)
const bytes = (...names: (keyof typeof capnpMessages)[]): Buffer =>
  Buffer.concat(names.map((name) => Buffer.from(capnpMessages[name], 'base64')))
const logOf = (content: Uint8Array) => {
  writeFileSync(at('log'), content)
  return readOpenpilotLog(at('log'))
}
const sidesOf = async ({ lanes }: Recording): Promise<readonly (LaneSides | null)[]> =>
  lanes?.type === 'sides' ? lanes.read() : []

const FRAMES = 30
const drive: OpenpilotDrive = { frames: FRAMES, steering: (seconds) => 20 * Math.sin(seconds) }

/** Writes a segment: a video of one of the cameras, and a log by its name. */
function makeSegment(name: string, log: string, content: Uint8Array, camera = 'qcamera.ts'): void {
  mkdirSync(at(name), { recursive: true })
  const coding = ['-c:v', 'libx264', '-preset', 'ultrafast', '-f', camera.endsWith('.ts') ? 'mpegts' : 'h264']
  makeNumberedVideo(at(name, camera), { frames: FRAMES, width: 526, height: 330, rate: '20', coding })
  writeFileSync(at(name, log), content)
}

beforeAll(() => makeSegment('route--0', 'rlog.zst', zstdCompressSync(openpilotLog(drive))))

describe("messages that Cap'n Proto's own tool wrote", () => {
  it('read as what was written, through near and far pointers', async () => {
    const log = await logOf(
      bytes('initData', 'roadCameraState', 'carState', 'liveCalibration', 'roadEncodeIdx', 'modelV2')
    )
    expect(log).toMatchObject({ device: 6, sensor: 3, isBroken: false })
    expect(log.car).toEqual([{ time: 812.5, steering: -12.5, speed: 20.25 }])
    expect(log.indexes.road).toEqual([{ frameId: 7001, frame: 1, time: 812.55 }])
    expect(log.lanes).toEqual([
      {
        frameId: 7001,
        euler: [0, 0.015625, -0.03125],
        left: { x: [0, 10], y: [-1.75, -1.5], z: [1.25, 1.25], probability: 0.875 },
        right: { x: [0, 10], y: [1.75, 2], z: [1.25, 1.25], probability: 0.75 }
      }
    ])
  })

  it('read the same packed with bzip2, and with Zstandard', async () => {
    const plain = await logOf(bytes('carState', 'roadEncodeIdx'))
    expect(plain.car).toHaveLength(1)
    expect(await logOf(bytes('packed'))).toEqual(plain)
    expect(await logOf(zstdCompressSync(bytes('carState', 'roadEncodeIdx')))).toEqual(plain)
    const frames = [bytes('carState'), bytes('roadEncodeIdx')].map((part) => zstdCompressSync(part))
    expect(await logOf(Buffer.concat(frames))).toEqual(plain)
  })

  it('are read to the end of a minute of fifty megabytes', async () => {
    const log = openpilotLog({ frames: 1200, steering: Math.sin, others: 40_000 })
    expect(log.length).toBeGreaterThan(45e6)
    const read = await logOf(zstdCompressSync(log))
    expect([read.car.length, read.indexes.qRoad.length, read.lanes.length]).toEqual([6000, 1200, 1200])
    expect(read.car.at(-1)?.steering).toBeCloseTo(Math.sin(59.99), 5)
  })

  it('are read no further than a few times their length, however often they point to the same words', () => {
    const [pointers, numbers] = [64, 4000]
    const words = Buffer.alloc(8 * (2 + pointers + numbers / 2))
    words.writeUInt32LE(1 + pointers + numbers / 2, 4)
    words.writeUInt32LE(pointers << 16, 12)
    for (let i = 0; i < pointers; i++) {
      // Of a word: how many words on its list begins, and that it has so many numbers of four bytes.
      words.writeInt32LE(((pointers - i - 1) << 2) | 1, 16 + 8 * i)
      words.writeUInt32LE((numbers << 3) | 4, 20 + 8 * i)
    }
    const root = rootStruct(words)
    expect(root.float32List(0)).toHaveLength(numbers)
    expect(() => {
      for (let i = 1; i < pointers; i++) root.float32List(i)
    }).toThrow(NoCapnp)
  })

  it('have no more kept of them than a segment has', async () => {
    const many = await logOf(zstdCompressSync(Buffer.concat(new Array<Buffer>(150_000).fill(bytes('carState')))))
    expect([many.car.length, many.isBroken]).toEqual([100_000, true])
  })

  it('are read up to the length that a log has', async () => {
    // A message of eight megabytes: a struct of two words, and nothing that is read.
    const message = Buffer.alloc(8 + 2 ** 23)
    message.writeUInt32LE(2 ** 20, 4)
    message.writeUInt32LE(2, 12)
    const logOfLarge = (count: number) =>
      logOf(zstdCompressSync(Buffer.concat([...new Array<Buffer>(count).fill(message), bytes('carState')])))
    expect(await logOfLarge(4)).toMatchObject({ car: [{}], isBroken: false })
    expect(await logOfLarge(70)).toMatchObject({ car: [], isBroken: true })
  })

  it('give what comes before damage, and never more than that', async () => {
    const whole = bytes('carState', 'roadEncodeIdx', 'liveCalibration', 'modelV2')
    await fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length - 1),
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 12 }),
        async (length, changes) => {
          const damaged = Buffer.from(whole)
          for (const [place, value] of changes) damaged[place] = value
          const cut = await logOf(whole.subarray(0, length))
          expect(cut.car.length).toBe(length >= bytes('carState').length ? 1 : 0)
          for (const content of [damaged, zstdCompressSync(damaged).subarray(0, length)]) {
            const log = await logOf(content)
            expect(log.car.length + log.lanes.length).toBeLessThanOrEqual(3)
          }
        }
      ),
      { numRuns: 150, seed: 18 }
    )
  })
})

describe('a segment of openpilot', () => {
  it('opens its video with the times, the steering and the lanes of its log', async () => {
    const recording = await open('route--0')
    expect(recording).toMatchObject({ kind: 'openpilot', name: 'route--0', rate: 20, width: 526, height: 330 })
    expect(recording.because).toMatch(/^rlog\.zst is the log of openpilot for qcamera\.ts; it holds its lanes$/)
    expect(recording.times?.[10]).toBeCloseTo(0.5, 6)
    const [steering, speed] = recording.signals
    expect(steering).toMatchObject({ role: 'steering', convention: { unit: 'deg', positive: 'left' } })
    expect(steering!.times).toHaveLength(5 * FRAMES)
    expect(steering!.times[50]).toBeCloseTo(0.5, 6)
    expect(steering!.values[50]).toBeCloseTo(20 * Math.sin(0.5), 4)
    expect(speed?.values[0]).toBe(20)
    expect(messages(recording)).toEqual([])
    const sides = await sidesOf(recording)
    expect(sides).toHaveLength(recording.frames.count)
    expect(sides.every((each) => each !== null)).toBe(true)
  })

  it('is found in a route of segments, and by its log', async () => {
    makeSegment('route/0', 'rlog', openpilotLog(drive))
    makeSegment('route/1', 'rlog', openpilotLog(drive))
    expect((await listRecordings(at('route'))).map(({ name, kind }) => [name, kind])).toEqual([
      ['0', 'openpilot'],
      ['1', 'openpilot']
    ])
    expect((await open('route/1/rlog')).kind).toBe('openpilot')
  })

  it('shows another of its cameras as a drive of its own', async () => {
    makeSegment('two', 'rlog', openpilotLog(drive))
    makeSegment('two', 'rlog', openpilotLog(drive), 'ecamera.hevc')
    expect((await open('two')).choices).toEqual([
      { option: 'camera', values: ['qcamera.ts', 'ecamera.hevc'], chosen: 'qcamera.ts' }
    ])
    const wide = await open('two', { camera: 'ecamera.hevc' })
    expect(wide.lanes).toBeUndefined()
    await expect(open('two', { camera: 'dcamera.hevc' })).rejects.toThrow(/no camera "dcamera.hevc"; choose one of/)
  })

  it('has a tenth of the steering and no lanes from the short log, and says so', async () => {
    makeSegment('short', 'qlog.zst', zstdCompressSync(openpilotLog({ ...drive, kind: 'qlog' })))
    const recording = await open('short')
    expect(recording.signals[0]!.times).toHaveLength(FRAMES / 2)
    expect(recording.lanes).toBeUndefined()
    expect(messages(recording)).toEqual([
      'The lanes of the model in qlog.zst are left out: it has those of 1 of 30 frames; the full log (rlog) has all.'
    ])
  })

  it('uses what comes before the end of a log that is cut short', async () => {
    const packed = zstdCompressSync(openpilotLog({ ...drive, others: 4096 }))
    makeSegment('cut', 'rlog.zst', packed.subarray(0, packed.length - 40))
    const recording = await open('cut')
    expect(recording.signals[0]!.times.length).toBeGreaterThan(0)
    expect(messages(recording)[0]).toBe(
      'rlog.zst is cut short or damaged; what can be read of it is used, copy it again for the rest.'
    )
  })

  it('shows the video alone beside what is no log', async () => {
    makeSegment('none', 'rlog.zst', Buffer.from('<html>not found</html>'))
    const recording = await open('none')
    expect(recording.times?.[10]).toBeCloseTo(0.5, 6)
    expect(messages(recording)[0]).toMatch(/^rlog\.zst is no log of openpilot, or is damaged; it is not read/)
  })

  it('has no lanes of a device that is not calibrated, or whose camera nothing tells', async () => {
    makeSegment('uncalibrated', 'rlog', openpilotLog({ ...drive, euler: null }))
    expect((await open('uncalibrated')).lanes).toBeUndefined()
    makeSegment('unknown', 'rlog', openpilotLog({ ...drive, device: 0, sensor: 0 }))
    const unknown = await open('unknown')
    expect(unknown.lanes).toBeUndefined()
    expect(messages(unknown)[0]).toMatch(/neither the log nor the size of the picture tells which camera it is/)
  })
})

describe('lines of the model in the picture', () => {
  const laneOf = async (change: Partial<OpenpilotDrive>) => {
    const { lanes, ...about } = await logOf(openpilotLog({ frames: 1, ...change }))
    const camera = roadCamera(about, null)!
    return { camera, sides: sidesInPicture(lanes[0]!, camera) }
  }

  it.each([
    ['a straight road', {}],
    ['a bend to the right', { curvature: () => 1 / 200 }],
    ['the camera of os04c10', { sensor: 3 }],
    ['an EON', { device: 1, sensor: 0 }]
  ])('lie where a pinhole camera sees them: %s', async (_, change) => {
    const { camera, sides } = await laneOf(change)
    const scene = {
      ...{ ...camera, cameraHeight: 1.22, lines: [], road: [0, 0] as const },
      curvature: (change as OpenpilotDrive).curvature?.(0) ?? 0
    }
    const truth = semanticLaneTruth(scene, [-1.8, 1.8], CORRIDOR_MARGIN, 76)
    const small = { width: camera.width / 8, height: camera.height / 8 }
    const region = recordedSides(sides)!
    expect(overlapOfRegions(region.polygon, truth, small)).toBeGreaterThan(0.95)
    expect(region.confidence).toBeCloseTo(0.8, 6)
  })

  it('follow how the device is mounted: up by its pitch, to the side by its yaw', async () => {
    const straight = await laneOf({})
    const turned = await laneOf({ euler: [0, 0.02, 0.03] })
    const far = ({ sides }: typeof straight) => sides.left.points.at(-1)!
    const { focal, width, height } = straight.camera
    // Small angles; the far end of the lines is all but the horizon.
    expect(far(turned)[1] - far(straight)[1]).toBeCloseTo((-focal * 0.02) / height, 2)
    expect(far(turned)[0] - far(straight)[0]).toBeCloseTo((focal * 0.03) / width, 2)
  })
})
