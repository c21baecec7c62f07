import { readFileSync, rmSync, truncateSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { probeVideo } from '../../src/main/decode/probe.ts'
import { openRecording } from '../../src/main/recording/open.ts'
import { damagedDrives, expectSound, log, planOf, steady } from '../fixtures/damagedDrives.ts'
import { decodeAll, numbersOf } from '../../testing/recordings.ts'

const { at, pictures, video } = damagedDrives()

describe('a recording that changes or vanishes while it is open', () => {
  it('shows the picture before for pictures that vanish', async () => {
    pictures('vanishing', () => undefined)
    const recording = await openRecording(at('vanishing'), { probe: probeVideo })
    for (const i of [4, 5]) rmSync(at('vanishing', `${i}.jpg`))
    const { frames, summary } = await decodeAll(planOf(recording))
    expect(numbersOf(frames)).toEqual([0, 1, 2, 3, 3, 3, 6, 7])
    expect(summary.warnings.map(({ message }) => message)).toEqual([
      'The pictures of frames 4 to 5 cannot be used (4.jpg is missing); the one before stands in.'
    ])
  })

  it('says so where all is gone', async () => {
    video('gone', log(steady))
    const recording = await openRecording(at('gone', 'gone.mp4'), { probe: probeVideo })
    rmSync(at('gone'), { recursive: true })
    await expect(decodeAll(planOf(recording))).rejects.toThrow(
      /^gone\.mp4 is not there any more; choose the recording again\.$/
    )
  })

  it('keeps what can be decoded of a video that is cut while it is open', async () => {
    video('cutting', log(steady))
    const file = at('cutting', 'cutting.mp4')
    const recording = await openRecording(file, { probe: probeVideo })
    truncateSync(file, Math.floor(readFileSync(file).length * 0.7))
    const { frames, summary } = await decodeAll(planOf(recording))
    expectSound(frames)
    expect(summary.warnings[0]?.code).toBe('truncated')
  })
})
