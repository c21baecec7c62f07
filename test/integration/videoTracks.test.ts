import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { probeVideo } from '../../src/main/decode/probe.ts'
import { openRecording } from '../../src/main/recording/open.ts'
import type { Recording } from '../../src/main/recording/recording.ts'
import {
  decodeAll,
  ffmpeg,
  joinAsTracks,
  makeNumberedVideo,
  numbersOf,
  range,
  temporaryFolder
} from '../../testing/recordings.ts'

const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())
const at = (name: string): string => join(folder.path, name)

beforeAll(() => {
  makeNumberedVideo(at('front.mp4'), { frames: 30 })
  makeNumberedVideo(at('rear.mp4'), { frames: 20, width: 384, height: 192, rate: '10' })
})

const open = (name: string, track?: string): Promise<Recording> =>
  openRecording(at(name), { probe: probeVideo, ...(track !== undefined && { track }) })

async function numbers({ source, width, height }: Recording, from = 0): Promise<number[]> {
  const resize = { width: 96, height: 48, filter: 'bilinear' as const }
  const input = { crop: null, resize }
  return numbersOf(
    (await decodeAll({ source, width, height, from, input, pictureWidth: null, viewWidth: null })).frames
  )
}

describe('a video of several tracks', () => {
  it.each(['mp4', 'mov', 'mkv'])('gives each for a drive of its own: %s', async (ending) => {
    const name = `two.${ending}`
    joinAsTracks(at(name), [at('front.mp4'), at('rear.mp4')], ['Front', 'Rear'])
    const [first, one, two] = [await open(name), await open(name, '1'), await open(name, '2')]
    expect(first.choices).toEqual([
      {
        option: 'track',
        values: ['1: 192x96, Front, default', '2: 384x192, Rear'],
        chosen: '1: 192x96, Front, default'
      }
    ])
    expect(first.warnings).toMatchObject([{ code: 'other-tracks' }])
    expect([one.warnings, two.warnings]).toEqual([[], []])
    expect([one.fingerprint === first.fingerprint, two.fingerprint === first.fingerprint]).toEqual([true, false])
    expect(two).toMatchObject({ width: 384, height: 192, rate: 10, choices: [{ chosen: '2: 384x192, Rear' }] })
    expect(await numbers(first)).toEqual(range(0, 30))
    expect(await numbers(two)).toEqual(range(0, 20))
    expect(await numbers(two, 12)).toEqual(range(12, 20))
    // The words of a choice are one as well.
    expect((await open(name, '2: 384x192, Rear')).fingerprint).toBe(two.fingerprint)
  })

  it.each([
    ['pictures', 'mp4', ['-map', '1:v']],
    ['pictures', 'mkv', ['-map', '1:v']],
    ['sound', 'mp4', ['-f', 'lavfi', '-i', 'sine=duration=9', '-map', '2:a', '-c:a', 'aac']]
  ])('is not called cut short where other %s go on for longer: %s', async (what, ending, more) => {
    makeNumberedVideo(at('long.mp4'), { frames: 90, rate: '10' })
    const name = `longer ${what}.${ending}`
    const [inputs, maps] = more.includes('-i') ? [more.slice(0, 4), more.slice(4)] : [[], more]
    ffmpeg(['-i', at('front.mp4'), '-i', at('long.mp4'), ...inputs, '-map', '0:v', ...maps, '-c:v', 'copy', at(name)])
    const { source, width, height, warnings } = await open(name, '1')
    const plan = { source, width, height, from: 0, input: null, pictureWidth: 96, viewWidth: null }
    const { frames, summary } = await decodeAll(plan)
    expect(frames).toHaveLength(30)
    expect([...warnings, ...summary.warnings].map(({ message }) => message)).toEqual([
      `${name} goes on to 9.0 s, and these pictures end after frame 29 at 1.2 s; what comes later belongs to another of its tracks, or was cut off.`
    ])
  })

  it('keeps the identity that a file with one track had before', async () => {
    joinAsTracks(at('pair.mp4'), [at('front.mp4'), at('rear.mp4')], ['', ''])
    expect((await open('pair.mp4', '1')).source).toEqual({ type: 'video', file: at('pair.mp4') })
    const alone = await open('front.mp4')
    expect(alone.choices).toBeUndefined()
    expect(alone.warnings).toEqual([])
  })

  it('does not count cover pictures', async () => {
    ffmpeg(['-f', 'lavfi', '-i', 'color=red:size=64x64', '-frames:v', '1', at('cover.jpg')])
    const cover = ['-map', '1:v', '-map', '0:v', '-c', 'copy', '-disposition:v:0', 'attached_pic']
    ffmpeg(['-i', at('front.mp4'), '-i', at('cover.jpg'), ...cover, at('covered.mp4')])
    const covered = await open('covered.mp4')
    expect(covered).toMatchObject({ width: 192, height: 96, warnings: [] })
    expect(covered.choices).toBeUndefined()
    expect(await numbers(covered)).toEqual(range(0, 30))
    await expect(open('covered.mp4', '2')).rejects.toThrow(/has no video track 2; choose one of 1: 192x96/)
  })
})
