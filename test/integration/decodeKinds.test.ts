import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { probeVideo } from '../../src/main/decode/probe.ts'
import { openRecording } from '../../src/main/recording/open.ts'
import { writePicture } from '../fixtures/pictures.ts'
import { decodeAll, temporaryFolder } from '../../testing/recordings.ts'

const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())
const size = { width: 45, height: 31 }
const PALETTE = ['-lavfi', 'split[a][b];[a]palettegen[p];[b][p]paletteuse=dither=none']

/** Bright to the left and to the top, of colours where `isGrey` is not said. */
function picture(isGrey: boolean): Uint8Array {
  return Uint8Array.from({ length: size.width * size.height * 3 }, (_, i) => {
    const [x, y, channel] = [Math.floor(i / 3) % size.width, Math.floor(i / 3 / size.width), i % 3]
    return 220 - 2 * x - 2 * y - (isGrey ? 0 : 20 * channel)
  })
}

it.each<[what: string, suffix: string, options: string[], tolerance: number, isGrey?: boolean]>([
  ['a JPEG of grey', 'jpg', ['-c:v', 'mjpeg', '-q:v', '1', '-qmin', '1', '-pix_fmt', 'gray'], 6, true],
  ['a JPEG of 4:2:2', 'jpg', ['-c:v', 'mjpeg', '-q:v', '1', '-qmin', '1', '-pix_fmt', 'yuvj422p'], 8],
  ['a PNG of grey', 'png', ['-c:v', 'png', '-pix_fmt', 'gray'], 1, true],
  ['a PNG of 16 bits of grey', 'png', ['-c:v', 'png', '-pix_fmt', 'gray16be'], 2, true],
  ['a PNG of 16 bits a colour', 'png', ['-c:v', 'png', '-pix_fmt', 'rgb48be'], 1],
  ['a PNG with an alpha channel', 'png', ['-c:v', 'png', '-pix_fmt', 'rgba'], 0],
  ['an interlaced PNG', 'png', ['-c:v', 'png', '-pix_fmt', 'rgb24', '-flags', '+ildct'], 0],
  ['a PNG of a palette', 'png', [...PALETTE, '-c:v', 'png'], 4, true],
  ['a PNG under the suffix of JPEG', 'jpg', ['-c:v', 'png', '-pix_fmt', 'rgb24'], 0],
  ['a BMP whose rows are padded', 'bmp', ['-c:v', 'bmp', '-pix_fmt', 'bgr24'], 0],
  ['a BMP with an alpha channel', 'bmp', ['-c:v', 'bmp', '-pix_fmt', 'bgra'], 0],
  ['a BMP of a palette', 'bmp', [...PALETTE, '-c:v', 'bmp'], 4, true],
  ['a BMP of 16 bits', 'bmp', ['-c:v', 'bmp', '-pix_fmt', 'rgb565le'], 8],
  ['a lossless WebP', 'webp', ['-c:v', 'libwebp', '-lossless', '1', '-pix_fmt', 'bgra'], 0],
  ['a WebP', 'webp', ['-c:v', 'libwebp', '-quality', '95', '-pix_fmt', 'yuv420p'], 10]
])('%s is seen as it is', async (what, suffix, options, tolerance, isGrey = false) => {
  writePicture(join(folder.path, what, `0.${suffix}`), picture(isGrey), size, options)
  const recording = await openRecording(join(folder.path, what), { probe: probeVideo })
  expect(recording).toMatchObject(size)
  const input = { crop: null, resize: { ...size, filter: 'nearest' as const } }
  const { frames, summary } = await decodeAll({ ...recording, from: 0, input, pictureWidth: 40, viewWidth: 40 })
  expect(summary.warnings).toEqual([])
  const expected = picture(isGrey)
  const furthest = frames[0]!.input!.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0)
  expect(furthest).toBeLessThanOrEqual(tolerance)
})
