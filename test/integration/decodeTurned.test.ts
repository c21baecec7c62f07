import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { probeVideo } from '../../src/main/decode/probe.ts'
import type { Orientation } from '../../src/main/recording/pictures/exifOrientation.ts'
import { readImageHeader } from '../../src/main/recording/pictures/imageHeader.ts'
import { openRecording } from '../../src/main/recording/open.ts'
import { writePicture } from '../fixtures/pictures.ts'
import { decodeAll, temporaryFolder } from '../../testing/recordings.ts'
import { exif, type Pixels, stored, withExif } from '../fixtures/turnedPictures.ts'

const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())
const [WIDTH, HEIGHT] = [48, 32]
const size = { width: WIDTH, height: HEIGHT }

/** No two corners alike; `number` shifts the blue of all. */
function upright(number = 0, { width, height } = size): Pixels {
  const rgb = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      rgb.set(
        [40 + Math.round((180 * x) / width), 40 + Math.round((180 * y) / height), 40 * number],
        (y * width + x) * 3
      )
  return { rgb, width, height }
}

const codings = {
  png: ['-c:v', 'png', '-pix_fmt', 'rgb24'],
  webp: ['-c:v', 'libwebp', '-lossless', '1', '-pix_fmt', 'bgra'],
  jpg: ['-c:v', 'mjpeg', '-q:v', '1', '-qmin', '1', '-pix_fmt', 'yuvj444p']
}

/** Writes a picture so that it lies in its file as `orientation` says. */
function write(file: string, picture: Pixels, orientation: Orientation, coding: keyof typeof codings): void {
  const lying = stored(picture, orientation)
  writePicture(file, lying.rgb, lying, codings[coding])
  writeFileSync(file, withExif(readFileSync(file), exif(orientation, orientation % 2 ? 'II' : 'MM'), lying))
}

const plan = { from: 0, input: { crop: null, resize: { ...size, filter: 'nearest' as const } } }
const views = { pictureWidth: WIDTH, viewWidth: WIDTH }

/** The furthest that one number lies from another of the same place. */
function furthest(a: Uint8Array, b: Uint8Array): number {
  expect(a).toHaveLength(b.length)
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0)
}

const all: Orientation[] = [1, 2, 3, 4, 5, 6, 7, 8]

describe.each(['png', 'webp', 'jpg'] as const)('a %s picture that lies in its file', (coding) => {
  it.each(all)('as orientation %i says is upright for the model and the eye', async (orientation) => {
    const place = join(folder.path, `${coding} ${orientation}`)
    write(join(place, '0.jpg'), upright(), orientation, coding)
    const recording = await openRecording(place, { probe: probeVideo })
    expect(recording).toMatchObject(size)
    const { frames, summary } = await decodeAll({ ...recording, ...plan, ...views })
    expect(summary.warnings).toEqual([])
    const tolerance = coding === 'jpg' ? 6 : 0
    expect(furthest(frames[0]!.input!, upright().rgb)).toBeLessThanOrEqual(tolerance)
    expect(furthest(frames[0]!.view!, upright().rgb)).toBeLessThanOrEqual(tolerance)
    // Whoever shows the small picture does not turn it again.
    expect(readImageHeader(frames[0]!.picture!)).toEqual({ coding: 'jpeg', ...size })
  })
})

describe('pictures of a phone that was turned on the way', () => {
  const sequence: Orientation[] = [3, 3, 1, 1, 1, 3, 6, 6, 8, 1]
  const files = sequence.map((orientation, i) => {
    const file = join(folder.path, 'turned', `${i}.png`)
    write(file, upright(i % 6), orientation, 'png')
    return file
  })
  const shown = ({ input }: { input: Uint8Array | null }): number => input![2]! / 40

  it('are upright and in order, from wherever the pass begins', async () => {
    const recording = await openRecording(join(folder.path, 'turned'), { probe: probeVideo })
    const whole = await decodeAll({ ...recording, ...plan, ...views })
    expect(whole.frames.map(shown)).toEqual([0, 1, 2, 3, 4, 5, 0, 1, 2, 3])
    for (const { frame, input } of whole.frames) expect(furthest(input!, upright(frame % 6).rgb)).toBe(0)
    expect(whole.summary).toEqual({ frames: 10, warnings: [] })
    for (const from of [2, 4, 9]) {
      const part = await decodeAll({ ...recording, ...plan, ...views, from })
      expect(part.frames).toEqual(whole.frames.slice(from))
    }
  })

  it('leave no gap where one is damaged just there', async () => {
    writeFileSync(files[2]!, readFileSync(files[2]!).subarray(0, 90))
    rmSync(files[6]!)
    const recording = await openRecording(join(folder.path, 'turned'), { probe: probeVideo })
    const { frames } = await decodeAll({ ...recording, ...plan, ...views })
    expect(frames.map(shown)).toEqual([0, 1, 1, 3, 4, 5, 1, 2, 3])
  })
})

it('upright pictures among those that the camera turned on its side are of another size', async () => {
  const place = join(folder.path, 'on its side')
  const tall = { width: HEIGHT, height: WIDTH }
  for (const i of [0, 1, 2, 3]) write(join(place, `${i}.jpg`), upright(i), i === 2 ? 3 : 1, 'jpg')
  write(join(place, '1.jpg'), upright(1, tall), 6, 'jpg')
  const { width, height, warnings } = await openRecording(place, { probe: probeVideo })
  expect({ width, height }).toEqual(size)
  expect(warnings[0]?.message).toBe('1.jpg (frame 1) is jpeg 32x48 and not jpeg 48x32; the picture before stands in.')
})

it('turning the same files makes another drive', async () => {
  const place = join(folder.path, 'identity')
  write(join(place, '0.jpg'), upright(), 3, 'jpg')
  const turned = await openRecording(place, { probe: probeVideo })
  const bytes = readFileSync(join(place, '0.jpg'))
  const at = bytes.indexOf(exif(3, 'II'))
  writeFileSync(join(place, '0.jpg'), Buffer.concat([bytes.subarray(0, at), exif(1, 'II'), bytes.subarray(at + 38)]))
  expect((await openRecording(place, { probe: probeVideo })).fingerprint).not.toBe(turned.fingerprint)
})

it('pictures that a log names are set upright as well', async () => {
  const place = join(folder.path, 'logged')
  const names = [0, 1, 2].map((i) => `images/${i}.jpg`)
  names.forEach((name, i) => write(join(place, name), upright(i), 6, 'png'))
  const rows = names.map((name, i) => `${name},${i / 10}`)
  writeFileSync(join(place, 'labels.csv'), ['filename,steering_left', ...rows, ''].join('\n'))
  const recording = await openRecording(place, { probe: probeVideo })
  expect(recording).toMatchObject({ kind: 'interpolated-csv', ...size })
  const { frames } = await decodeAll({ ...recording, ...plan, ...views })
  for (const { frame, input } of frames) expect(furthest(input!, upright(frame).rgb)).toBe(0)
  expect(frames).toHaveLength(3)
})
