import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { readOrientation } from '../../../src/main/recording/pictures/exifOrientation.ts'
import { foreignFile } from '../../../src/main/recording/place/foreignFile.ts'
import { fileSentence } from '../../../src/main/recording/place/fileSentence.ts'
import { readImageHeader } from '../../../src/main/recording/pictures/imageHeader.ts'
import { exif } from '../../fixtures/turnedPictures.ts'
import { makeNumberedPicture, temporaryFolder } from '../../../testing/recordings.ts'

const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())

describe('the header of a picture', () => {
  it.each([
    ['jpg', 'jpeg'],
    ['png', 'png']
  ])('of a %s file under another name', (suffix, coding) => {
    const file = join(folder.path, `picture.${suffix}.dat`)
    makeNumberedPicture(file, 3, suffix, 60, 34)
    const bytes = readFileSync(file)
    expect(readImageHeader(bytes)).toEqual({ coding, width: 60, height: 34 })
    expect(readImageHeader(bytes.subarray(0, 12))).toBeNull()
  })

  it.each([
    ['nothing', []],
    ['words', [...Buffer.from('this is not a picture at all')]],
    ['a JPEG of zeroes', [0xff, 0xd8, ...new Array<number>(50).fill(0)]],
    ['a JPEG that ends in its comment', [0xff, 0xd8, 0xff, 0xfe, 0x10, 0, 1, 2, 3, 4, 5, 6, 7]],
    ['a JPEG with an empty segment without end', [0xff, 0xd8, 0xff, 0xfe, 0, 0, 0xff, 0xfe, 0, 0, 0, 0, 0]]
  ])('is null for %s', (_, bytes) => expect(readImageHeader(Uint8Array.from(bytes))).toBeNull())

  it('steps over fill bytes and other segments', () => {
    const bytes = [
      0xff, 0xd8, 0xff, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xc4, 0, 2, 0xff, 0xc2, 0, 11, 8, 1, 2, 3, 4, 1, 0, 0, 0
    ]
    expect(readImageHeader(Uint8Array.from(bytes))).toEqual({ coding: 'jpeg', width: 0x304, height: 0x102 })
  })
})

describe('the header of a picture of', () => {
  const chars = (text: string): number[] => [...Buffer.from(text, 'latin1')]
  const bmp = (size: number, ...sides: number[]): number[] => [
    ...chars('BM'),
    ...Array<number>(12).fill(1),
    size,
    0,
    0,
    0,
    ...sides
  ]
  const riff = (parts: string): number[] => [...chars(`RIFF\x2a\0\0\0WEBP${parts}`), ...Array<number>(20).fill(0)]

  it.each<[what: string, bytes: number[], header: object | null]>([
    ['Windows', bmp(40, 0x2d, 1, 0, 0, 31, 0, 0, 0), { coding: 'bmp', width: 0x12d, height: 31 }],
    [
      'Windows, from top to bottom',
      bmp(40, 45, 0, 0, 0, 0xe1, 0xff, 0xff, 0xff),
      { coding: 'bmp', width: 45, height: 31 }
    ],
    ['OS/2', bmp(12, 45, 0, 31, 0, 1, 0, 24, 0), { coding: 'bmp', width: 45, height: 31 }],
    ['text that begins with BM', chars('BMW drives 40 km of road\n'.repeat(3)), null],
    [
      'lossy WebP',
      riff('VP8 \x1e\0\0\0\x30\x01\0\x9d\x01\x2a\x2d\x40\x1f\x80'),
      { coding: 'webp', width: 45, height: 31 }
    ],
    ['lossless WebP', riff('VP8L\x1e\0\0\0\x2f\x2c\x80\x07\x10'), { coding: 'webp', width: 45, height: 31 }],
    ['WebP in parts', riff('VP8X\x0a\0\0\0\x10\0\0\0\x2c\0\0\x1e\0\0'), { coding: 'webp', width: 45, height: 31 }],
    ['animated WebP', riff('VP8X\x0a\0\0\0\x02\0\0\0\x2c\0\0\x1e\0\0'), null],
    ['a sound', riff('WAVE').with(8, 0x57).with(9, 0x41), null],
    ['no width', bmp(40, 0, 0, 0, 0, 31, 0, 0, 0), null]
  ])('%s', (_, bytes, header) => expect(readImageHeader(Uint8Array.from(bytes))).toEqual(header))
})

describe('the orientation that Exif states', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('is %i in both orders of bytes', (orientation) => {
    expect(readOrientation(exif(orientation, 'II'))).toBe(orientation)
    expect(readOrientation(exif(orientation, 'MM'))).toBe(orientation)
  })

  it.each([0, 9, 65535])('is upright where it is stated as %i', (value) => expect(readOrientation(exif(value))).toBe(1))

  it('is upright where the block is cut off or leads nowhere', () => {
    const block = exif(6)
    for (let length = 0; length < 34; length++) expect(readOrientation(block.subarray(0, length))).toBe(1)
    const lost = Buffer.from(block)
    lost.writeUInt32LE(0xffffffff, 4)
    expect(readOrientation(lost)).toBe(1)
  })

  it('and the header of a picture never read behind the bytes there are', () => {
    const starts = [
      '',
      '\xff\xd8\xff\xe1\0\x40Exif\0\0II*\0',
      '\x89PNG\r\n\x1a\n',
      'RIFF\xff\xff\xff\xffWEBPVP8X',
      'RIFF\x20\0\0\0WEBPVP8 ',
      'BM',
      'II*\0',
      'GIF89a'
    ]
    const law = (start: string, rest: Uint8Array): void => {
      const bytes = Buffer.concat([Buffer.from(start, 'latin1'), rest])
      const header = readImageHeader(bytes)
      if (header) expect(Math.min(header.width, header.height)).toBeGreaterThan(0)
      expect(readOrientation(bytes)).toBeGreaterThanOrEqual(1)
      expect(foreignFile(bytes, 'x.h5')?.what ?? 'nothing').not.toBe('')
    }
    fc.assert(fc.property(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 90 }), law), { numRuns: 2000 })
  })
})

it.each([
  ['EACCES', /^drive may not be read by you; change its permissions/],
  ['ENOENT', /^drive is not there; check the path/],
  ['EIO', /^drive cannot be read from its disk/],
  ['EODD', /^drive cannot be read \(EODD\); check it/]
])('a file that the system refuses with %s', (code, message) => {
  const said = fileSentence(Object.assign(new Error('no'), { code }), '/somewhere/drive')
  expect(said).toMatch(message)
  expect(said).toMatch(/: \/somewhere\/drive$/)
})
