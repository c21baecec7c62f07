import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { probeVideo } from '../../src/main/decode/probe.ts'
import { signalsAtFrames } from '../../src/main/recording/signals/atFrames.ts'
import type { OpenWith } from '../../src/shared/recording.ts'
import { openRecording } from '../../src/main/recording/open.ts'
import type { Recording } from '../../src/main/recording/recording.ts'
import type { McapDrive } from '../../testing/mcapFiles.ts'
import { h264Frames, h265Frames, jpegFrames, makeMcap, vp9Frames } from '../../testing/mcapFiles.ts'
import { decodeAll, numbersOf, range, temporaryFolder } from '../../testing/recordings.ts'

const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())
const at = (name: string): string => join(folder.path, name)
const open = (name: string, choices: OpenWith = {}): Promise<Recording> =>
  openRecording(at(name), { probe: probeVideo, ...choices })

const FRAMES = 60
let jpeg: McapDrive['pictures']
let h264: McapDrive['pictures']
let h265: McapDrive['pictures']
let vp9: McapDrive['pictures']
beforeAll(() => {
  jpeg = { type: 'CompressedImage', format: 'jpeg', frames: jpegFrames(FRAMES) }
  h264 = { type: 'CompressedVideo', format: 'h264', frames: h264Frames(FRAMES) }
  h265 = { type: 'CompressedVideo', format: 'h265', frames: h265Frames(FRAMES) }
  vp9 = { type: 'CompressedVideo', format: 'vp9', frames: vp9Frames(FRAMES) }
})

/** Numbers that the decoded frames carry, in full and from a later start. */
async function decoded({ source, width, height }: Recording, from = 0) {
  const resize = { width: 96, height: 48, filter: 'bilinear' as const }
  const { frames, summary } = await decodeAll({
    source,
    width,
    height,
    from,
    input: { crop: null, resize },
    pictureWidth: 96,
    viewWidth: null
  })
  return {
    numbers: numbersOf(frames),
    damaged: frames.filter((frame) => frame.damaged).map(({ frame }) => frame),
    summary
  }
}

describe('an MCAP file', () => {
  const table: {
    name: string
    schema: McapDrive['schema']
    pictures: () => McapDrive['pictures']
    compression: McapDrive['compression']
  }[] = [
    { name: 'H.264, zstd', schema: 'foxglove', pictures: () => h264, compression: 'zstd' },
    { name: 'H.265, zstd', schema: 'foxglove', pictures: () => h265, compression: 'zstd' },
    { name: 'VP9, not compressed', schema: 'foxglove', pictures: () => vp9, compression: 'none' },
    { name: 'H.264, lz4', schema: 'foxglove', pictures: () => h264, compression: 'lz4' },
    { name: 'H.264, not compressed', schema: 'foxglove', pictures: () => h264, compression: 'none' },
    { name: 'foxglove pictures, zstd', schema: 'foxglove', pictures: () => jpeg, compression: 'zstd' },
    {
      name: 'ROS 2 pictures, lz4',
      schema: 'ros2',
      pictures: () => ({ ...jpeg, format: 'rgb8; jpeg compressed bgr8' }),
      compression: 'lz4'
    },
    { name: 'pictures in JSON, not compressed', schema: 'json', pictures: () => jpeg, compression: 'none' }
  ]
  it.each(table)('$name', async ({ name, schema, pictures, compression }) => {
    await makeMcap(at(`${name}.mcap`), { schema, pictures: pictures(), compression })
    const recording = await open(`${name}.mcap`)
    expect(recording).toMatchObject({
      kind: 'mcap',
      width: 192,
      height: 96,
      rate: 20,
      frames: { count: FRAMES, exact: true }
    })
    expect(recording.times?.[8]).toBeCloseTo(0.4, 9)
    expect(recording.times?.[9]).toBeCloseTo(0.46, 9)
    expect((await decoded(recording)).numbers).toEqual(range(0, FRAMES))
    expect((await decoded(recording, 33)).numbers).toEqual(range(33, FRAMES))
    const [steering, speed] = signalsAtFrames(
      (await recording.lateSignals?.()) ?? [],
      recording.times ?? new Float64Array()
    )
    expect(steering).toMatchObject({
      name: '/vehicle/steering.steering_wheel_angle_deg',
      role: 'steering',
      unit: 'deg'
    })
    // Steering rises by 5 degrees a second.
    expect(steering?.values[8]).toBeCloseTo(2, 9)
    expect(steering?.values[9]).toBeCloseTo(2.3, 9)
    expect(speed?.values[30]).toBe(5)
  })

  it('lets a person choose topics', async () => {
    await makeMcap(at('choice.mcap'), { schema: 'foxglove', pictures: jpeg, compression: 'zstd' })
    const recording = await open('choice.mcap')
    expect(recording.choices).toEqual([
      { option: 'topic', values: ['/camera', '/rear'], chosen: '/camera' },
      {
        option: 'steering',
        values: ['/vehicle/steering.steering_wheel_angle_deg', '/vehicle/steering.speed'],
        chosen: '/vehicle/steering.steering_wheel_angle_deg'
      }
    ])
    const rear = await open('choice.mcap', { topic: '/rear', steering: '/vehicle/steering.speed' })
    expect(rear.frames.count).toBe(1)
    expect(rear.fingerprint).not.toBe(recording.fingerprint)
    expect(rear.signals.map(({ role }) => role)).toEqual(['other', 'steering'])
    await expect(open('choice.mcap', { topic: '/front' })).rejects.toThrow(
      /no topic of pictures called \/front; choose one of \/camera, \/rear/
    )
  })

  it('is opened by its index, and its signals are left for later', async () => {
    // Pictures of 40 KB, as those of a real camera: what stands behind the end of a JPEG is of no account.
    const frames = jpeg.frames.map((frame) => Buffer.concat([frame, Buffer.alloc(40_000, frame)]))
    const pictures = { ...jpeg, frames }
    await makeMcap(at('large.mcap'), { schema: 'foxglove', pictures, compression: 'none', repeat: 10 })
    const bytesRead = (): number => Number(/rchar: (\d+)/.exec(readFileSync('/proc/self/io', 'utf8'))?.[1])
    const before = bytesRead()
    const recording = await open('large.mcap')
    expect(recording.frames.count).toBe(10 * FRAMES)
    expect(bytesRead() - before).toBeLessThan(statSync(at('large.mcap')).size / 4)
    expect(recording.signals.every(({ values }) => values.length === 0)).toBe(true)
  })

  it('keeps numbers in place where messages are damaged', async () => {
    const hole = (frames: readonly Uint8Array[], ...places: number[]): Uint8Array[] =>
      frames.map((frame, i) => (places.includes(i) ? new Uint8Array() : frame))
    await makeMcap(at('hole.mcap'), {
      schema: 'foxglove',
      pictures: { ...jpeg, frames: hole(jpeg.frames, 5, 6) },
      compression: 'none'
    })
    const { numbers, damaged, summary } = await decoded(await open('hole.mcap'))
    expect(numbers).toEqual(range(0, FRAMES).map((i) => (i === 5 || i === 6 ? 4 : i)))
    expect(damaged).toEqual([5, 6])
    expect(summary.warnings).toMatchObject([{ code: 'damaged-picture', frames: { first: 5, last: 6 } }])
  })

  it('shows the first key frame for the frames before it', async () => {
    await makeMcap(at('late.mcap'), {
      schema: 'foxglove',
      pictures: { ...h264, frames: h264.frames.slice(3) },
      compression: 'zstd'
    })
    const { numbers, damaged } = await decoded(await open('late.mcap'))
    expect(numbers.slice(7)).toEqual(range(10, FRAMES))
    expect(numbers.slice(0, 7)).toEqual(new Array(7).fill(10))
    expect(damaged).toEqual(range(0, 7))
  })

  it.each([
    {
      name: 'without its end',
      make: async (file: string) =>
        makeMcap(file, { schema: 'foxglove', pictures: jpeg, compression: 'none', finish: false })
    },
    {
      name: 'cut in half',
      make: async (file: string) => {
        await makeMcap(file, { schema: 'foxglove', pictures: jpeg, compression: 'none' })
        const bytes = readFileSync(file)
        writeFileSync(file, bytes.subarray(0, bytes.length >> 1))
      }
    }
  ])('is refused $name, with the way on', async ({ name, make }) => {
    await make(at(`${name}.mcap`))
    await expect(open(`${name}.mcap`)).rejects.toThrow(/has no index, or a damaged one: .*run "mcap recover" on it/)
  })
})
