import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Bag } from '@foxglove/rosbag'
import { FileReader } from '@foxglove/rosbag/node'
import { loadDecompressHandlers } from '@mcap/support'
import Sqlite from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { probeVideo } from '../../src/main/decode/probe.ts'
import { signalsAtFrames } from '../../src/main/recording/signals/atFrames.ts'
import { openRecording } from '../../src/main/recording/open.ts'
import type { Recording } from '../../src/main/recording/recording.ts'
import type { OpenWith } from '../../src/shared/recording.ts'
import { h264Frames, jpegFrames } from '../../testing/mcapFiles.ts'
import { decodeAll, numbersOf, range, temporaryFolder } from '../../testing/recordings.ts'
import type { RosValue } from '../../testing/rosMessages.ts'
import { STAMP } from '../fixtures/mcapTopics.ts'
import {
  ackermannTopic,
  compressedTopic,
  type LogTopic,
  writeBag,
  writeDb3,
  writeMcap
} from '../fixtures/messageLogs.ts'

const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())
const at = (name: string): string => join(folder.path, name)
const open = (name: string, choices: OpenWith = {}): Promise<Recording> =>
  openRecording(at(name), { probe: probeVideo, ...choices })

const FRAMES = 60
const ms = (count: number): bigint => STAMP + BigInt(count) * 1_000_000n
/** 20 pictures a second; each tenth comes 10 ms late. */
const taken = (i: number): bigint => ms(50 * i + (i % 10 === 9 ? 10 : 0))
/** 50 angles a second, which rise by 0.05 rad a second. */
const steered = (i: number): bigint => ms(20 * i)

let camera: LogTopic
let rear: LogTopic
let drive: LogTopic
let topics: LogTopic[]
beforeAll(() => {
  const frames = jpegFrames(FRAMES)
  camera = compressedTopic('/camera', frames, taken)
  rear = compressedTopic('/rear', frames.slice(0, 5), taken)
  drive = ackermannTopic(
    '/drive',
    range(0, 151).map((i) => i / 1000),
    steered
  )
  topics = [rear, camera, drive]
})

/** Numbers that the decoded frames carry, from a frame on. */
async function numbers({ source, width, height }: Recording, from = 0): Promise<number[]> {
  const input = { crop: null, resize: { width: 96, height: 48, filter: 'bilinear' as const } }
  const { frames } = await decodeAll({ source, width, height, from, input, pictureWidth: null, viewWidth: null })
  return numbersOf(frames)
}

async function signalsOf(recording: Recording) {
  const signals = recording.lateSignals ? await recording.lateSignals() : recording.signals
  return signalsAtFrames(signals, recording.times ?? new Float64Array())
}

describe('of several cameras', () => {
  const write = (name: string, ...names: string[]): unknown =>
    writeBag(at(name), [...names.map((own) => compressedTopic(own, jpegFrames(10), taken)), drive])
  const said = ({ warnings }: Recording) => warnings.filter(({ code }) => code === 'several-cameras')

  it.each([
    [['/camera/rear/image_raw/compressed', '/camera/front/image_raw/compressed'], 1],
    [['/cam_left', '/cam_front_left', '/cam', '/CamFront'], 3],
    [['/right/image', '/camera'], 1],
    [['/side', '/front_left'], 1]
  ])('the one that looks ahead is shown: %j', async (names, ahead) => {
    const file = `${names.length}${ahead}${names.join('').length}.bag`
    write(file, ...names)
    const recording = await open(file)
    expect(recording.source).toMatchObject({ topic: names[ahead] })
    expect(said(recording)).toEqual([])
  })

  it('says so where the names leave it open', async () => {
    write('open.bag', '/cam0', '/cam1')
    const recording = await open('open.bag')
    expect(said(recording)).toHaveLength(1)
    expect(said(recording)[0]?.message).toMatch(/\/cam0 is shown, and \/cam1 may be it/)
    expect(said(await open('open.bag', { topic: '/cam1' }))).toEqual([])
  })

  it('takes a topic of few pictures last', async () => {
    writeBag(at('few.bag'), [compressedTopic('/front/stills', jpegFrames(3), taken), camera, drive])
    expect((await open('few.bag')).source).toMatchObject({ topic: '/camera' })
  })
})

describe('a log of messages', () => {
  const logs: { name: string; kind: string; make: (name: string) => unknown }[] = [
    { name: 'm.mcap', kind: 'mcap', make: (name) => writeMcap(at(name), topics) },
    { name: 'one db3', kind: 'rosbag2', make: (name) => writeDb3(at(name), topics) },
    { name: 'three db3', kind: 'rosbag2', make: (name) => writeDb3(at(name), topics, { files: 3, says: true }) },
    { name: 'plain.bag', kind: 'rosbag1', make: (name) => writeBag(at(name), topics) },
    {
      name: 'lz4.bag',
      kind: 'rosbag1',
      make: (name) => writeBag(at(name), topics, { compression: 'lz4', chunkSize: 30_000 })
    },
    {
      name: 'bz2.bag',
      kind: 'rosbag1',
      make: (name) => writeBag(at(name), topics, { compression: 'bz2', chunkSize: 30_000 })
    }
  ]

  it.each(logs)('is read alike: $name', async ({ name, kind, make }) => {
    await make(name)
    const recording = await open(name)
    expect(recording).toMatchObject({
      kind,
      width: 192,
      height: 96,
      rate: 20,
      frames: { count: FRAMES, exact: true },
      warnings: []
    })
    expect(recording.choices).toMatchObject([
      { option: 'topic', values: ['/camera', '/rear'], chosen: '/camera' },
      { option: 'steering', chosen: '/drive.drive.steering_angle' }
    ])
    expect(recording.times?.[8]).toBeCloseTo(0.4, 9)
    expect(recording.times?.[9]).toBeCloseTo(0.46, 9)
    expect(await numbers(recording)).toEqual(range(0, FRAMES))
    expect(await numbers(recording, 33)).toEqual(range(33, FRAMES))
    const signals = await signalsOf(recording)
    const steering = signals.find(({ role }) => role === 'steering')
    expect(steering).toMatchObject({ unit: 'rad', sourcePositive: 'left' })
    // 32 bits hold seven digits.
    for (const [frame, seconds] of [
      [0, 0],
      [8, 0.4],
      [9, 0.46]
    ] as const)
      expect(steering?.values[frame]).toBeCloseTo(0.05 * seconds, 7)
    expect(signals.find(({ role }) => role === 'speed')?.values[30]).toBe(5)
    const other = await open(name, { topic: '/rear' })
    expect(other.frames.count).toBe(5)
    expect(other.fingerprint).not.toBe(recording.fingerprint)
  })

  it.each(['none', 'lz4', 'bz2'] as const)('is the same to another reader: a bag of %s', async (compression) => {
    const path = at(`other ${compression}.bag`)
    writeBag(path, [camera, drive], { compression, chunkSize: 30_000 })
    const handlers = await loadDecompressHandlers()
    const unpack = (coding: string) => (packed: Uint8Array, size: number) => handlers[coding]!(packed, BigInt(size))
    const file = new FileReader(path)
    const bag = new Bag(file, { decompress: { lz4: unpack('lz4'), bz2: unpack('bz2') } })
    await file.read(0, 1)
    await bag.open()
    const found: unknown[] = []
    for await (const { topic, timestamp, message } of bag.messageIterator({ topics: ['/camera'] }))
      found.push({ topic, timestamp, data: (message as { data: Uint8Array }).data })
    await file.close()
    expect(found).toEqual(
      camera.messages.map(({ log, values }) => ({
        topic: '/camera',
        timestamp: { sec: Number(log / 1_000_000_000n), nsec: Number(log % 1_000_000_000n) },
        data: new Uint8Array((values[2] as { bytes: Uint8Array }).bytes)
      }))
    )
  })
})

/** What lies in a folder, each file by its content. */
function listing(path: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(path)
      .sort()
      .map((name) => [
        name,
        createHash('sha256')
          .update(readFileSync(join(path, name)))
          .digest('hex')
      ])
  )
}

describe('a bag of ROS 2', () => {
  it('is left as it is, with nothing beside it', async () => {
    writeDb3(at('untouched'), topics, { files: 2 })
    const before = listing(at('untouched'))
    // As rosbag2 leaves it: SQLite would make a log beside such a file to read it.
    expect(readFileSync(at('untouched/drive_0.db3'))[18]).toBe(2)
    const recording = await open('untouched')
    await signalsOf(recording)
    await numbers(recording)
    expect(listing(at('untouched'))).toEqual(before)
  })

  it('is opened by one of its files as a whole, and alone where nothing names it', async () => {
    writeDb3(at('parts'), topics, { files: 3 })
    const [whole, part] = [await open('parts'), await open('parts/drive_1.db3')]
    expect(part.fingerprint).toBe(whole.fingerprint)
    rmSync(at('parts/metadata.yaml'))
    const unnamed = await open('parts/drive_1.db3')
    expect(unnamed.frames.count).toBe(FRAMES)
    expect(unnamed.warnings).toMatchObject([
      { code: 'recording-not-closed', message: expect.stringMatching(/has no metadata\.yaml that names it/) as string }
    ])
    for (const name of ['drive_0.db3', 'drive_2.db3']) rmSync(at(`parts/${name}`))
    const alone = await open('parts/drive_1.db3')
    expect(alone.frames.count).toBeLessThan(FRAMES / 2)
    const [first = 0, ...others] = await numbers(alone)
    expect(first).toBeGreaterThan(10)
    expect(others).toEqual(others.map((_, i) => first + 1 + i))
    writeDb3(at('gap'), topics, { files: 3 })
    rmSync(at('gap/drive_1.db3'))
    expect((await open('gap')).warnings).toMatchObject([
      { message: expect.stringMatching(/metadata\.yaml of gap names drive_1\.db3, which is not there/) as string }
    ])
  })

  it('says that it was not closed, where its last messages are still in the log beside it', async () => {
    writeDb3(at('open'), topics)
    const database = new Sqlite(at('open/drive_0.db3'))
    database.pragma('wal_autocheckpoint = 0')
    database
      .prepare(
        'INSERT INTO messages (topic_id, timestamp, data) SELECT topic_id, timestamp + 10000000000, data FROM messages'
      )
      .run()
    // What a recorder leaves that was killed.
    for (const name of ['drive_0.db3', 'drive_0.db3-wal'])
      writeFileSync(at(`copy ${name}`), readFileSync(at(`open/${name}`)))
    database.close()
    rmSync(at('open'), { recursive: true })
    writeDb3(at('open'), topics)
    for (const name of ['drive_0.db3', 'drive_0.db3-wal']) renameSync(at(`copy ${name}`), at(`open/${name}`))
    const before = listing(at('open'))
    const recording = await open('open')
    expect(recording.frames.count).toBe(FRAMES)
    expect(recording.warnings).toMatchObject([
      {
        message: expect.stringMatching(/drive_0\.db3 was not closed: .*in drive_0\.db3-wal and are not read/) as string
      }
    ])
    expect(listing(at('open'))).toEqual(before)
  })

  it('is refused with a sentence where it was cut short, or holds something else', async () => {
    const [path = ''] = writeDb3(at('cut'), topics)
    const bytes = readFileSync(path)
    writeFileSync(path, bytes.subarray(0, bytes.length >> 1))
    await expect(open('cut')).rejects.toThrow(
      new RegExp(
        `drive_0\\.db3 was cut short: it says that it has ${bytes.length} bytes and has ${bytes.length >> 1}; copy it again`
      )
    )
    const other = new Sqlite(at('other.db3'))
    other.exec('CREATE TABLE topics(id); CREATE VIEW messages AS SELECT 1 AS topic_id, 2 AS timestamp, 3 AS data')
    other.close()
    await expect(open('other.db3')).rejects.toThrow(
      /is an SQLite database without the topics and messages of a ROS 2 bag/
    )
  })

  it('names the types that it does not know', async () => {
    const values: RosValue[] = [{ f64: 1 }]
    const messages = range(0, 5).map((i) => ({ log: ms(i), values }))
    const own: LogTopic = {
      topic: '/own',
      package: 'car_msgs',
      type: 'Wheel',
      fields: 'float64 steering_left_rad',
      messages
    }
    writeDb3(at('unknown'), [camera, own])
    expect((await open('unknown')).warnings.map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /drive_0\.db3 does not say how the messages of \/own \(car_msgs\/msg\/Wheel\) are laid out; they are not read/
      ),
      expect.stringMatching(/No topic of drive_0\.db3 is known to be the steering/)
    ])
    writeDb3(at('known'), [camera, own], { says: true })
    expect((await open('known')).warnings).toEqual([])
  })
})

describe('a bag of ROS 1', () => {
  it.each([
    { name: 'was not closed', damage: () => writeBag(at('was not closed.bag'), topics, { end: false }) },
    {
      name: 'was cut short',
      damage: () => {
        writeBag(at('was cut short.bag'), topics)
        const bytes = readFileSync(at('was cut short.bag'))
        writeFileSync(at('was cut short.bag'), bytes.subarray(0, bytes.length - 200))
      }
    }
  ])('that $name is refused with the way on', async ({ name, damage }) => {
    damage()
    await expect(open(`${name}.bag`)).rejects.toThrow(
      /has no index, or a damaged one: .*run "rosbag reindex" on a copy/
    )
  })
})

describe('signals of another log', () => {
  it('are put on the clock of the pictures', async () => {
    writeDb3(at('pictures'), [camera])
    writeBag(at('steering.bag'), [drive])
    const recording = await open('pictures', { signals: at('steering.bag') })
    const steering = (await signalsOf(recording)).find(({ role }) => role === 'steering')
    expect(steering?.values[9]).toBeCloseTo(0.05 * 0.46, 7)
    writeDb3(at('steering too'), [drive])
    const other = await open('pictures', { signals: at('steering too'), steering: '/drive.drive.speed' })
    expect((await signalsOf(other)).find(({ role }) => role === 'steering')?.values[9]).toBe(5)
  })

  it('are refused where they are of another time', async () => {
    writeDb3(at('pictures 2'), [camera])
    writeBag(at('next day.bag'), [ackermannTopic('/drive', [0, 1], (i) => ms(86_400_000 + i))])
    await expect(open('pictures 2', { signals: at('next day.bag') })).rejects.toThrow(
      /next day\.bag was not recorded while the pictures were/
    )
  })
})

it('reads packets of ffmpeg_image_transport', async () => {
  const messages = h264Frames(20).map((bytes, i) => {
    const about: RosValue[] = [{ header: taken(i) }, { i32: 192 }, { i32: 96 }, { text: 'libx264' }, { u64: BigInt(i) }]
    return { log: taken(i), values: [...about, { u8: 1 } as const, { u8: 0 } as const, { bytes }] }
  })
  const fields =
    'std_msgs/Header header\nint32 width\nint32 height\nstring encoding\nuint64 pts\nuint8 flags\nbool is_bigendian\nuint8[] data'
  writeDb3(at('packets'), [
    { topic: '/a', package: 'ffmpeg_image_transport_msgs', type: 'FFMPEGPacket', fields, messages }
  ])
  const recording = await open('packets')
  expect(recording.source).toMatchObject({ type: 'messages', coding: 'h264' })
  expect(await numbers(recording)).toEqual(range(0, 20))
})
