import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DecodedFrame } from '../../src/main/decode/decode.ts'
import { probeVideo } from '../../src/main/decode/probe.ts'
import { openRecording } from '../../src/main/recording/open.ts'
import { writePicture } from '../fixtures/pictures.ts'
import {
  decodeAll,
  makeNumberedPicture,
  numberedPicture,
  numbersOf,
  planForPictures,
  range,
  temporaryFolder
} from '../../testing/recordings.ts'
import { seeded } from '../../testing/seeded.ts'

const COUNT = 12
const folder = temporaryFolder()
/** Names that no parser of ffmpeg's may see. */
const name = (i: number): string => `${i} 'q" |#%0${i}d äß漢.jpg`
const good = (i: number): string => join(folder.path, 'good', name(i))

beforeAll(() => {
  mkdirSync(join(folder.path, 'good'))
  for (const i of range(0, COUNT)) makeNumberedPicture(good(i), i)
  makeNumberedPicture(join(folder.path, 'small.jpg'), 1, 'jpg', 96, 48)
  makeNumberedPicture(join(folder.path, 'other.png'), 1, 'png')
})
afterAll(() => folder[Symbol.dispose]())

/** A copy of the good folder in which some pictures were damaged. */
function damagedFolder(kind: string, damage: Record<number, (file: string) => void>): string[] {
  const place = join(folder.path, kind)
  mkdirSync(place)
  return range(0, COUNT).map((i) => {
    const file = join(place, name(i))
    copyFileSync(good(i), file)
    damage[i]?.(file)
    return file
  })
}

const truncate = (part: number) => (file: string) => {
  const bytes = readFileSync(file)
  writeFileSync(file, bytes.subarray(0, Math.floor(bytes.length * part)))
}
const empty = (file: string): void => writeFileSync(file, '')
const remove = (file: string): void => rmSync(file)

it('every picture comes once, in order', async () => {
  const { frames, summary } = await decodeAll(planForPictures(range(0, COUNT).map(good)))
  expect(numbersOf(frames)).toEqual(range(0, COUNT))
  expect(frames.every(({ time, damaged }) => time === null && !damaged)).toBe(true)
  expect(summary).toEqual({ frames: COUNT, warnings: [] })
})

it('PNG pictures under another suffix come as well', async () => {
  const files = range(0, 5).map((i) => join(folder.path, `png ${i}.jpg`))
  files.forEach((file, i) => makeNumberedPicture(file, i + 100, 'png'))
  const { frames } = await decodeAll(planForPictures(files))
  expect(numbersOf(frames)).toEqual(range(100, 105))
})

describe('a damaged picture does not shift the others', () => {
  const table: { name: string; damage: Record<number, (file: string) => void>; shown: number[]; says: RegExp[] }[] = [
    {
      name: 'empty',
      damage: { 4: empty },
      shown: [0, 1, 2, 3, 3, 5, 6, 7, 8, 9, 10, 11],
      says: [/frame 4 .* is empty; the one before/]
    },
    {
      name: 'missing',
      damage: { 4: remove },
      shown: [0, 1, 2, 3, 3, 5, 6, 7, 8, 9, 10, 11],
      says: [/frame 4 .* is missing/]
    },
    {
      name: 'cut short',
      damage: { 7: truncate(0.6) },
      shown: [0, 1, 2, 3, 4, 5, 6, 6, 8, 9, 10, 11],
      says: [/frame 7 .* is damaged/]
    },
    {
      name: 'cut in its header',
      damage: { 7: truncate(0.05) },
      shown: [0, 1, 2, 3, 4, 5, 6, 6, 8, 9, 10, 11],
      says: [/frame 7 .* is not a JPEG/]
    },
    {
      name: 'not a picture',
      damage: { 2: (file) => writeFileSync(file, 'hello') },
      shown: [0, 1, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11],
      says: [/frame 2 .* is not a JPEG or PNG/]
    },
    {
      name: 'another size',
      damage: { 5: (file) => copyFileSync(join(folder.path, 'small.jpg'), file) },
      shown: [0, 1, 2, 3, 4, 4, 6, 7, 8, 9, 10, 11],
      says: [/frame 5 .* is 96x48 and not 192x96/]
    },
    {
      name: 'another coding',
      damage: { 5: (file) => copyFileSync(join(folder.path, 'other.png'), file) },
      shown: [0, 1, 2, 3, 4, 4, 6, 7, 8, 9, 10, 11],
      says: [/frame 5 .* is PNG among JPEG/]
    },
    {
      name: 'the first ones and the last ones',
      damage: { 0: truncate(0.6), 1: empty, 10: truncate(0.6), 11: empty },
      shown: [2, 2, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9],
      says: [/frames 0 to 1 .* is damaged/, /frames 10 to 11 .* is damaged/]
    },
    {
      name: 'several in a row and apart',
      damage: { 3: empty, 4: remove, 8: empty },
      shown: [0, 1, 2, 2, 2, 5, 6, 7, 7, 9, 10, 11],
      says: [/frames 3 to 4 .* is empty/, /frame 8 .* is empty/]
    }
  ]
  it.each(table)('$name', async ({ name: kind, damage, shown, says }) => {
    const plan = planForPictures(damagedFolder(kind, damage))
    const { frames, summary } = await decodeAll(plan)
    expect(numbersOf(frames)).toEqual(shown)
    expect(frames.filter(({ damaged }) => damaged).map(({ frame }) => frame)).toEqual(Object.keys(damage).map(Number))
    expect(summary.frames).toBe(COUNT)
    expect(summary.warnings).toHaveLength(says.length)
    says.forEach((pattern, i) => expect(summary.warnings[i]?.message).toMatch(pattern))
    for (const from of [1, 4, 5, 11])
      expect(bytes((await decodeAll({ ...plan, from })).frames)).toEqual(bytes(frames.slice(from)))
  })

  it('is refused where none decodes', async () => {
    const all = Object.fromEntries(range(0, COUNT).map((i) => [i, truncate(0.6)]))
    await expect(decodeAll(planForPictures(damagedFolder('all', all)))).rejects.toThrow(
      /^None of the 12 pictures of all can be decoded/
    )
    const gone = Object.fromEntries(range(0, COUNT).map((i) => [i, remove]))
    await expect(decodeAll(planForPictures(damagedFolder('gone', gone)))).rejects.toThrow(
      /^No picture of gone is a JPEG or PNG of 192x96/
    )
  })
})

function bytes(frames: DecodedFrame[]): unknown[] {
  return frames.map(({ frame, input, picture, view, damaged }) => ({ frame, input, picture, view, damaged }))
}

it('a PNG with one wrong byte shows no lower half of an earlier picture', async () => {
  const place = join(folder.path, 'wrong bytes')
  mkdirSync(place)
  const size = { width: 96, height: 96 }
  const next = seeded(3)
  const files = range(0, 60).map((i) => {
    const file = join(place, `${i}.png`)
    const rgb = Uint8Array.from(
      { length: 3 * size.width * size.height },
      (_, k) => (((k * 7919 + i * 31) >> 3) % 13) + i
    )
    writePicture(file, rgb, size, ['-c:v', 'png'])
    const bytes = readFileSync(file)
    // Behind the header and the chunks that say little, before the last one.
    const at = 70 + Math.floor(next() * (bytes.length - 100))
    if (i % 2 === 1) bytes[at] = (bytes[at] ?? 0) ^ (1 + Math.floor(255 * next()))
    writeFileSync(file, bytes)
    return file
  })
  const { frames } = await decodeAll(planForPictures(files, size))
  expect(frames.flatMap(({ damaged }, i) => (damaged ? [i] : []))).toEqual(range(0, 30).map((i) => 2 * i + 1))
})

describe('half a picture does not take the ones behind it with it', () => {
  const codings: [string, string[]][] = [
    ['png', ['-c:v', 'png']],
    ['webp', ['-c:v', 'libwebp', '-pix_fmt', 'yuv420p', '-lossless', '0']],
    ['bmp', ['-c:v', 'bmp', '-pix_fmt', 'bgr24']],
    ['jpg', ['-c:v', 'mjpeg', '-q:v', '2', '-pix_fmt', 'yuvj420p']]
  ]
  it.each(codings)('%s', async (suffix, options) => {
    const files = range(0, 8).map((i) => join(folder.path, `half ${i}.${suffix}`))
    files.forEach((file, i) => {
      const grey = numberedPicture(i, 192, 96)
      const rgb = Uint8Array.from({ length: 3 * grey.length }, (_, at) => grey[Math.floor(at / 3)]!)
      writePicture(file, rgb, { width: 192, height: 96 }, options)
    })
    for (const i of [0, 3, 4]) truncate(0.6)(files[i]!)
    const { frames, summary } = await decodeAll(planForPictures(files))
    expect(numbersOf(frames)).toEqual([1, 1, 2, 2, 2, 5, 6, 7])
    expect(summary.warnings.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^The picture of frame 0 cannot be used: .* is damaged; that of frame 1 stands in\.$/),
      expect.stringMatching(
        /^The pictures of frames 3 to 4 cannot be used .* is damaged\); the one before stands in\.$/
      )
    ])
  })
})

it('pictures whose pixels are kept in other ways, in turn, come in order', async () => {
  const ways = ['yuvj420p', 'yuvj444p', 'gray', 'yuvj422p', 'gray', 'yuvj420p']
  const files = ways.map((way, i) => {
    const file = join(folder.path, `way ${i}.jpg`)
    const grey = numberedPicture(i, 192, 96)
    const rgb = Uint8Array.from({ length: 3 * grey.length }, (_, at) => grey[Math.floor(at / 3)]!)
    writePicture(file, rgb, { width: 192, height: 96 }, ['-c:v', 'mjpeg', '-q:v', '2', '-pix_fmt', way])
    return file
  })
  const { frames, summary } = await decodeAll(planForPictures(files))
  expect(numbersOf(frames)).toEqual(range(0, 6))
  expect(summary.warnings).toEqual([])
  const later = await decodeAll(planForPictures(files, { from: 2 }))
  expect(bytes(later.frames)).toEqual(bytes(frames.slice(2)))
})

it('the coding is that of most pictures, though the first has another', async () => {
  const place = join(folder.path, 'first of another coding')
  mkdirSync(place)
  for (const i of range(0, 5)) makeNumberedPicture(join(place, `${i}.jpg`), i, i === 0 ? 'png' : 'jpg')
  const recording = await openRecording(place, { probe: probeVideo })
  const { input, pictureWidth, viewWidth } = planForPictures([])
  const { frames, summary } = await decodeAll({ ...recording, from: 0, input, pictureWidth, viewWidth })
  expect(numbersOf(frames)).toEqual([1, 1, 2, 3, 4])
  expect(summary.warnings.map(({ message }) => message)).toEqual([
    'The picture of frame 0 cannot be used: 0.jpg is PNG among JPEG pictures; that of frame 1 stands in.'
  ])
})
