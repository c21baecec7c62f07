import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { probeVideo } from '../../src/main/decode/probe.ts'
import { signalsAtFrames } from '../../src/main/recording/atFrames.ts'
import { openRecording } from '../../src/main/recording/open.ts'
import { realData } from './realData.ts'

const at = (...parts: string[]): string => join(realData ?? '', ...parts)

describe.skipIf(!realData)('real recordings (needs $LANEGAZE_REAL_DATA or ../shared/data)', () => {
  it('opens a tub of 1,000 records whose times are false', async () => {
    const tub = await openRecording(at('donkey-tub-v2', 'tub'), { probe: probeVideo })
    expect(tub).toMatchObject({ kind: 'donkey-tub-v2', width: 160, height: 120, rate: 20 })
    expect(tub.frames).toEqual({ count: 1000, exact: true })
    expect(tub.warnings.map(({ code }) => code)).toEqual(['false-times'])
    const steering = signalsAtFrames(tub.signals, tub.times ?? new Float64Array()).find(
      ({ role }) => role === 'steering'
    )
    // The catalog's first record says user/angle 0.2986…, and + is right there.
    expect(steering?.values[0]).toBeCloseTo(-0.2986039775370604, 12)
    expect(Math.min(...(steering?.values ?? []).map(Number))).toBeCloseTo(-1, 12)
    expect(steering).toMatchObject({ sourcePositive: 'right', unit: 'normalised' })
  })

  it('opens the pictures of the tub by themselves', async () => {
    const folder = await openRecording(at('donkey-tub-v2', 'tub', 'images'), { probe: probeVideo })
    expect(folder).toMatchObject({ kind: 'image-folder', frames: { count: 1000, exact: true } })
    expect(folder.source.type === 'images' && folder.source.files[2]?.endsWith('2_cam_image_array_.jpg')).toBe(true)
  })

  it.each([
    ['solidWhiteRight.mp4', { width: 960, height: 540, rate: 25, frames: { count: 221, exact: false } }],
    [
      'Danziger-both-data-mountain-track-10-crash.mp4',
      { width: 320, height: 160, rate: 60, frames: { count: 261, exact: false } }
    ]
  ])('opens %s', async (file, facts) => {
    expect(await openRecording(at('videos', file), { probe: probeVideo })).toMatchObject({
      kind: 'video',
      signals: [],
      warnings: [],
      ...facts
    })
  })

  it.each(['models/naokishibuya/model.h5', 'README.md', 'videos'])('refuses %s with one sentence', async (path) => {
    const opened = openRecording(at(path), { probe: probeVideo })
    await expect(opened).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringMatching(/^[^\n]{20,200}$/) as string
    })
  })
})
