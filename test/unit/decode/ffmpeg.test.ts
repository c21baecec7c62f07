import { afterEach, describe, expect, it, vi } from 'vitest'
import { everyFrameOnceIn, findFfmpeg } from '../../../src/main/decode/ffmpeg.ts'
import { pictureSize, viewSize } from '../../../src/main/decode/sizes.ts'
import { unreadable } from '../../../src/main/decode/videoWarnings.ts'

describe('the option that keeps every frame', () => {
  it.each([
    ['ffmpeg version 4.4.2-0ubuntu0.22.04.1 Copyright (c) 2000-2021', '-vsync'],
    ['ffmpeg version 5.0.1 Copyright', '-vsync'],
    ['ffmpeg version 5.1.9-0+deb12u1 Copyright', '-fps_mode'],
    ['ffmpeg version n7.1 Copyright', '-fps_mode'],
    ['ffmpeg version 10.0 Copyright', '-fps_mode'],
    ['ffmpeg version N-110072-g073ec3b9da Copyright', '-fps_mode'],
    ['ffmpeg version 2024-05-02-git-71669f2ad5-full_build', '-fps_mode']
  ])('%s', (version, option) => expect(everyFrameOnceIn(version)).toEqual([option, 'passthrough']))
})

describe('finding ffmpeg', () => {
  afterEach(() => vi.unstubAllEnvs())

  it('takes the one that FFMPEG_BIN names', () => {
    vi.stubEnv('FFMPEG_BIN', process.execPath)
    expect(findFfmpeg()).toBe(process.execPath)
  })

  it('says so where FFMPEG_BIN names nothing', () => {
    vi.stubEnv('FFMPEG_BIN', '/nowhere/ffmpeg')
    expect(() => findFfmpeg()).toThrow(/^FFMPEG_BIN names no program .*: \/nowhere\/ffmpeg$/)
  })
})

describe('sizes', () => {
  it.each([
    [{ width: 1280, height: 720 }, 640, { width: 640, height: 360 }, { width: 640, height: 360 }],
    [{ width: 160, height: 120 }, 640, { width: 160, height: 120 }, { width: 640, height: 480 }],
    [{ width: 1164, height: 874 }, 640, { width: 640, height: 481 }, { width: 640, height: 480 }],
    [{ width: 1000, height: 1 }, 100, { width: 100, height: 1 }, { width: 100, height: 2 }]
  ])('of %o at most %i', (source, width, picture, view) => {
    expect(pictureSize(source, width)).toEqual(picture)
    expect(viewSize(source, width)).toEqual(view)
  })
})

describe('sentences', () => {
  it.each([
    ['[AVFormat] file:a.mp4: No such file or directory', /is not there any more/],
    ['file:a.mp4: Permission denied', /may not be read by you/],
    ['moov atom not found', /MP4 that was cut short/],
    ["Stream specifier ':V:0' in filtergraph description matches no streams.", /holds no video/],
    ['Decoder (codec none) not found for input stream #0:0', /cannot decode; convert it/],
    ['something new', /holds no frame that can be decoded/]
  ])('%s', (error, says) => {
    const said = unreadable([error], 'a.mp4')
    expect(said).toMatch(says)
    expect(said).toMatch(/^a\.mp4 .*\.$/)
  })
})
