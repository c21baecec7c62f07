import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { probeVideo } from '../../src/main/decode/probe.ts'
import { openRecording } from '../../src/main/recording/open.ts'
import { decodeAll, range, temporaryFolder } from '../../testing/recordings.ts'
import { stampAt } from '../fixtures/mcapTopics.ts'
import { compressedTopic, type RawImage, rawTopic, writeBag, writeMcap } from '../fixtures/messageLogs.ts'
import { jpegFrames } from '../../testing/mcapFiles.ts'

const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())

const WIDTH = 64
const HEIGHT = 32
/** What a quarter of the picture is coloured with: upper left and right, lower left and right. */
const COLOURS = [
  [200, 40, 60],
  [30, 180, 70],
  [50, 60, 210],
  [128, 128, 128]
] as const
type Colour = readonly [number, number, number]

const colourAt = (x: number, y: number): Colour =>
  COLOURS[(y < HEIGHT / 2 ? 0 : 2) + (x < WIDTH / 2 ? 0 : 1)] ?? COLOURS[0]
/** ITU-R BT.601-7, 8 bits in the range of video. */
const yuv = ([r, g, b]: Colour): Colour => [
  16 + (65.481 * r + 128.553 * g + 24.966 * b) / 255,
  128 + (-37.797 * r - 74.203 * g + 112 * b) / 255,
  128 + (112 * r - 93.786 * g - 18.214 * b) / 255
]
/** BT.601's luma, which a grey picture shows in all three channels. */
const grey = ([r, g, b]: Colour): number => 0.299 * r + 0.587 * g + 0.114 * b

/** A picture whose row holds what `pixel` says, and bytes of no meaning behind it. */
function image(
  encoding: string,
  bytes: number,
  pixel: (x: number, y: number) => readonly number[],
  rows = HEIGHT
): RawImage {
  const step = WIDTH * bytes + 5
  const data = new Uint8Array(step * rows).fill(99)
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < WIDTH; x++) data.set(pixel(x, y).map(Math.round), y * step + x * bytes)
  return { width: WIDTH, height: HEIGHT, encoding, step, data }
}

/** Which colour a Bayer filter lets through at each place of a 2x2 square. */
const bayer =
  (pattern: string) =>
  (x: number, y: number): number[] => [colourAt(x, y)['rgb'.indexOf(pattern[(y % 2) * 2 + (x % 2)] ?? 'r')] ?? 0]
const planes =
  (first: 1 | 2) =>
  (x: number, y: number): number[] => {
    if (y < HEIGHT) return [yuv(colourAt(x, y))[0]]
    const chroma = yuv(colourAt(x, 2 * (y - HEIGHT)))
    return [chroma[x % 2 === 0 ? first : 3 - first] ?? 0]
  }

const pictures: { image: RawImage; greyOnly?: boolean }[] = [
  { image: image('rgb8', 3, colourAt) },
  { image: image('bgr8', 3, (x, y) => [...colourAt(x, y)].reverse()) },
  { image: image('8UC3', 3, (x, y) => [...colourAt(x, y)].reverse()) },
  { image: image('rgba8', 4, (x, y) => [...colourAt(x, y), 255]) },
  { image: image('bgra8', 4, (x, y) => [...[...colourAt(x, y)].reverse(), 255]) },
  { image: image('mono8', 1, (x, y) => [grey(colourAt(x, y))]), greyOnly: true },
  { image: image('8UC1', 1, (x, y) => [grey(colourAt(x, y))]), greyOnly: true },
  { image: image('bayer_rggb8', 1, bayer('rggb')) },
  { image: image('bayer_bggr8', 1, bayer('bggr')) },
  { image: image('bayer_gbrg8', 1, bayer('gbrg')) },
  { image: image('bayer_grbg8', 1, bayer('grbg')) },
  { image: image('yuv422', 2, (x, y) => [yuv(colourAt(x, y))[1 + (x % 2)] ?? 0, yuv(colourAt(x, y))[0]]) },
  { image: image('yuv422_yuy2', 2, (x, y) => [yuv(colourAt(x, y))[0], yuv(colourAt(x, y))[1 + (x % 2)] ?? 0]) },
  { image: image('nv12', 1, planes(1), HEIGHT * 1.5) },
  { image: image('nv21', 1, planes(2), HEIGHT * 1.5) }
]

/** The colours in the middle of the four quarters of each decoded frame. */
async function coloursOf(path: string): Promise<number[][][]> {
  const { source, width, height } = await openRecording(path, { probe: probeVideo })
  const input = { crop: null, resize: { width, height, filter: 'bilinear' as const } }
  const { frames } = await decodeAll({ source, width, height, from: 0, input, pictureWidth: null, viewWidth: null })
  const middles = [1, 3].flatMap((y) => [1, 3].map((x) => ((y * height) / 4) * width + (x * width) / 4))
  return frames.map(({ input: rgb }) => middles.map((at) => Array.from(rgb?.subarray(3 * at, 3 * at + 3) ?? [])))
}

describe('pictures as they left the camera', () => {
  it.each(pictures)('have their colours: $image.encoding', async ({ image, greyOnly }) => {
    const path = join(folder.path, `${image.encoding}.mcap`)
    await writeMcap(path, [rawTopic('/camera/image_raw', [image, image], stampAt)])
    const found = await coloursOf(path)
    expect(found).toHaveLength(2)
    // Colours that were rounded as YUV come back within a few of 255.
    const near = (value: number): unknown => expect.closeTo(value, -0.8)
    for (const colours of found)
      expect(colours).toEqual(
        COLOURS.map((colour) => (greyOnly ? [0, 1, 2].map(() => near(grey(colour))) : colour.map(near)))
      )
  })

  it('of more than 8 bits are refused, and left for a topic that is read', async () => {
    const depth = image('16UC1', 2, () => [1, 2])
    const path = join(folder.path, 'depth.bag')
    writeBag(path, [rawTopic('/depth/image_raw', [depth], stampAt)])
    await expect(openRecording(path, { probe: probeVideo })).rejects.toThrow(
      /depth\.bag holds pictures in \/depth\/image_raw \(sensor_msgs\/Image of 16UC1\), which Lanegaze does not read;/
    )
    writeBag(path, [
      rawTopic('/depth/image_raw', [depth, depth, depth], stampAt),
      compressedTopic('/camera', jpegFrames(2), stampAt)
    ])
    const recording = await openRecording(path, { probe: probeVideo })
    expect(recording.choices?.[0]).toMatchObject({ values: ['/camera'], chosen: '/camera' })
    expect(recording.warnings[0]?.message).toMatch(
      /also holds pictures that Lanegaze does not read, in \/depth\/image_raw/
    )
  })

  it('that are not like the others are shown as the one before', async () => {
    const sound = image('rgb8', 3, colourAt)
    const short = { ...sound, data: sound.data.subarray(0, 1000) }
    const large = { ...sound, height: HEIGHT + 2 ** 15 }
    const other = { ...sound, encoding: 'bgr8' }
    const flat = { ...sound, step: 7 }
    const path = join(folder.path, 'odd.mcap')
    await writeMcap(path, [rawTopic('/camera', [sound, short, sound, large, other, flat, sound], stampAt)])
    const { source, width, height } = await openRecording(path, { probe: probeVideo })
    const plan = { source, width, height, from: 0, input: null, pictureWidth: 64, viewWidth: null }
    const { frames, summary } = await decodeAll(plan)
    expect(frames.map(({ frame }) => frame)).toEqual(range(0, 7))
    expect(frames.flatMap(({ frame, damaged }) => (damaged ? [frame] : []))).toEqual([1, 3, 4, 5])
    expect(summary.warnings.map(({ message }) => message)).toEqual([
      expect.stringMatching(/frame 1 cannot be used: message 1 of \/camera has less data than its size and step say/),
      expect.stringMatching(/frames 3 to 5 cannot be used \(message 3 of \/camera is 64x32800 and not 64x32\)/)
    ])
  })
})
