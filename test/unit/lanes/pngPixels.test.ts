import { describe, expect, it } from 'vitest'
import { pngPixels } from '../../../src/main/lanes/labels/pngPixels.ts'
import { pngOf, type PngKind } from '../../../testing/pngMask.ts'
import { seeded } from '../../../testing/seeded.ts'

const [width, height] = [13, 11]
const channels = { grey: 1, 'grey-alpha': 2, palette: 1, rgb: 3, rgba: 4 }

describe('pngPixels', () => {
  it.each<PngKind>([
    { colour: 'grey', depth: 1, filter: 0 },
    { colour: 'grey', depth: 2, filter: 'all' },
    { colour: 'grey', depth: 4, filter: 1 },
    { colour: 'grey', depth: 8, filter: 'all' },
    { colour: 'grey', depth: 16, filter: 'all' },
    { colour: 'grey-alpha', depth: 8, filter: 3 },
    { colour: 'palette', depth: 1, filter: 0 },
    { colour: 'palette', depth: 4, filter: 2 },
    { colour: 'palette', depth: 8, filter: 'all' },
    { colour: 'rgb', depth: 8, filter: 4 },
    { colour: 'rgb', depth: 16, filter: 'all' },
    { colour: 'rgba', depth: 8, filter: 'all' }
  ])('reads the samples as they were stored: $colour, $depth bit, filter $filter', (kind) => {
    const random = seeded(7)
    const top = 2 ** Math.min(8, kind.depth)
    const samples = Array.from({ length: width * height * channels[kind.colour] }, () => Math.floor(random() * top))
    const read = pngPixels(pngOf(samples, width, height, kind), 'mask.png')
    expect(read).toMatchObject({ width, height, channels: channels[kind.colour] })
    expect([...read.data]).toEqual(samples)
    expect(read.palette === null).toBe(kind.colour !== 'palette')
  })

  const good = pngOf(new Uint8Array(width * height), width, height, { colour: 'grey', depth: 8, filter: 0 })
  const changed = (at: number, value: number): Buffer => {
    const bytes = Buffer.from(good)
    bytes[at] = value
    return bytes
  }
  it.each([
    ['no PNG', Buffer.from('P5 1 1 255 0 and so on until it is long enough'), /mask\.png is not a PNG picture/],
    ['cut off', good.subarray(0, good.length - 20), /mask\.png is damaged or cut off/],
    ['a colour type that is none', changed(25, 5), /damaged/],
    ['pixels that are not compressed data', changed(43, 0), /damaged/],
    ['a size of nothing', changed(19, 0), /damaged/],
    ['more rows than there are', changed(23, 200), /damaged/],
    ['interlaced', changed(28, 1), /interlaced PNG, which is not read; save it without/]
  ])('refuses %s', (_, bytes, message) => {
    expect(() => pngPixels(bytes, 'mask.png')).toThrow(message)
  })
})
