import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { indexedPng } from '../../../src/main/report/indexedPng.ts'

const palette = new Uint8Array(256 * 4)
for (let i = 0; i < 256; i++) palette.set([i, 255 - i, (i * 7) % 256, 255 - (i >> 1)], i * 4)

it('is decoded by ffmpeg to the palette’s colours, row by row', () => {
  const indices = Uint8Array.from({ length: 5 * 3 }, (_, i) => (i * 17) % 256)
  const decoded = spawnSync(
    'ffmpeg',
    ['-loglevel', 'error', '-f', 'png_pipe', '-i', '-', '-f', 'rawvideo', '-pix_fmt', 'rgba', '-'],
    { input: indexedPng(indices, 5, 3, palette) }
  )
  expect(decoded.stderr.toString()).toBe('')
  const expected = [...indices].flatMap((i) => [...palette.subarray(i * 4, i * 4 + 4)])
  expect([...decoded.stdout]).toEqual(expected)
})

it('refuses a wrong number of values', () => {
  expect(() => indexedPng(new Uint8Array(5), 2, 3, palette)).toThrow('5 indices are not 3x2')
})
