import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { DecodePlan } from '../../src/main/decode/decode.ts'
import { openRecording } from '../../src/main/recording/open.ts'
import { readImageHeader } from '../../src/main/recording/pictures/imageHeader.ts'
import { probeVideo } from '../../src/main/decode/probe.ts'
import { decodeAll, temporaryFolder } from '../../testing/recordings.ts'
import { realData } from './realData.ts'

const at = (...parts: string[]): string => join(realData ?? '', ...parts)

async function planFor(path: string): Promise<DecodePlan> {
  const { source, width, height } = await openRecording(path, { probe: probeVideo })
  const crop = { of: { width: 320, height: 160 }, top: 60, right: 0, bottom: 25, left: 0 }
  const resize = { width: 200, height: 66, filter: 'bilinear' as const }
  return { source, width, height, from: 0, input: { crop, resize }, pictureWidth: 640, viewWidth: 320 }
}

describe.skipIf(!realData)('real pictures (needs $LANEGAZE_REAL_DATA or ../shared/data)', () => {
  it.each([
    { path: 'videos/solidWhiteRight.mp4', count: 221, picture: { width: 640, height: 360 }, rate: 25 },
    {
      path: 'videos/Danziger-both-data-mountain-track-10-crash.mp4',
      count: 261,
      picture: { width: 320, height: 160 },
      rate: 60
    },
    { path: 'donkey-tub-v2/tub', count: 1000, picture: { width: 160, height: 120 }, rate: null }
  ])('$path', async ({ path, count, picture, rate }) => {
    const { frames, summary } = await decodeAll(await planFor(at(path)))
    expect(summary).toEqual({ frames: count, warnings: [] })
    expect(frames.map(({ frame }) => frame)).toEqual(Array.from({ length: count }, (_, i) => i))
    for (const { frame, time, input, picture: jpeg } of frames) {
      if (rate === null) expect(time).toBeNull()
      else expect(time).toBeCloseTo(frame / rate, 6)
      expect(input?.length).toBe(200 * 66 * 3)
      expect(readImageHeader(jpeg ?? new Uint8Array())).toEqual({ coding: 'jpeg', ...picture })
      expect(jpeg?.length).toBeLessThan(100_000)
    }
  })

  it('keeps what is left of a real video cut short', async () => {
    using folder = temporaryFolder()
    const whole = readFileSync(at('videos', 'solidWhiteRight.mp4'))
    const cut = join(folder.path, 'cut.mp4')
    writeFileSync(cut, whole.subarray(0, Math.floor(whole.length / 2)))
    const said = await planFor(cut)
      .then(decodeAll)
      .then(
        ({ summary }) => summary.warnings[0]?.message,
        (error: unknown) => (error as Error).message
      )
    expect(said).toMatch(/^cut\.mp4 is (cut short|no video, or an MP4 that was cut short)/)
  })
})
