import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { probeVideo } from '../../src/main/decode/probe.ts'
import { declaredLength } from '../../src/main/recording/place/declaredLength.ts'
import { openRecording } from '../../src/main/recording/open.ts'
import { makeNumberedVideo, temporaryFolder } from '../../testing/recordings.ts'

const folder = temporaryFolder()
const at = (name: string): string => join(folder.path, name)
const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast']
const videos: Record<string, string[]> = {
  'index-last.mp4': h264,
  'index-first.mp4': [...h264, '-movflags', '+faststart'],
  'fragments.mp4': [...h264, '-g', '10', '-movflags', '+frag_keyframe+empty_moov'],
  'quicktime.mov': [...h264, '-movflags', '+faststart'],
  'matroska.mkv': h264,
  'avi.avi': ['-c:v', 'mjpeg']
}
beforeAll(() => {
  for (const [name, coding] of Object.entries(videos)) makeNumberedVideo(at(name), { frames: 60, coding })
  makeNumberedVideo(at('stream.ts'), { frames: 60, coding: [...h264, '-f', 'mpegts'] })
})
afterAll(() => folder[Symbol.dispose]())

function cut(name: string, part: number): string {
  const bytes = readFileSync(at(name))
  writeFileSync(at(`cut-${name}`), bytes.subarray(0, Math.floor(bytes.length * part)))
  return at(`cut-${name}`)
}

describe('a container says how long its file is, whole or cut', () => {
  it.each(Object.keys(videos))('%s', async (name) => {
    const { size } = statSync(at(name))
    expect(await declaredLength(at(name))).toBe(size)
    const declared = await declaredLength(cut(name, 0.7))
    // Of several parts only those up to the one that was cut are known.
    if (['index-last.mp4', 'fragments.mp4'].includes(name)) expect(declared).toBeGreaterThan(0.7 * size)
    else expect(declared).toBe(size)
  })

  it('but a stream of packets, text and nothing do not', async () => {
    writeFileSync(at('text.txt'), 'not a film at all '.repeat(10))
    writeFileSync(at('nothing'), '')
    expect(await Promise.all(['stream.ts', 'text.txt', 'nothing'].map((name) => declaredLength(at(name))))).toEqual([
      null,
      null,
      null
    ])
  })
})

it.each(['index-first.mp4', 'matroska.mkv', 'avi.avi'])(
  '%s that is cut short says so when it is opened',
  async (name) => {
    const { warnings } = await openRecording(cut(name, 0.7), { probe: probeVideo })
    const message = `cut-${name} is cut short: 70 % of its bytes are there; the frames before the cut are used, copy it again for the others.`
    // A byte less than 70 % may be there.
    expect(warnings.map((warning) => warning.message.replace('69 %', '70 %'))).toContain(message)
    expect((await openRecording(at(name), { probe: probeVideo })).warnings).toEqual([])
  }
)
