import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { probeVideo } from '../../../src/main/decode/probe.ts'
import { openRecording } from '../../../src/main/recording/open.ts'
import type { Recording } from '../../../src/main/recording/recording.ts'
import { jpegFrames } from '../../../testing/mcapFiles.ts'
import { temporaryFolder } from '../../../testing/recordings.ts'
import { makeLeRobotSet } from '../../fixtures/leRobotSets.ts'
import { compressedTopic, writeDb3 } from '../../fixtures/messageLogs.ts'
import { writeParquet } from '../../fixtures/parquetFiles.ts'
import { makeClip } from '../../fixtures/physicalAiClips.ts'

const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())
const at = (...parts: string[]): string => join(folder.path, ...parts)
const open = (...parts: string[]): Promise<Recording> => openRecording(at(...parts), { probe: probeVideo })
const falseTimes = ({ warnings }: Recording): string[] =>
  warnings.filter(({ code }) => code === 'false-times').map(({ message }) => message)

beforeAll(() => {
  makeLeRobotSet(at('set'), { version: 'v2.1', lengths: [10], rate: 10 })
  makeClip(at('clips'), 'clip0', 1)
})

describe('times that no drive has', () => {
  it.each([Infinity, 1e9, 1e300])(
    'of a LeRobot frame, %s seconds, give way to an even rate, and it is said',
    async (last) => {
      const data = Array.from({ length: 10 }, (_, i) => (i === 9 ? last : i / 10))
      writeParquet(at('set/data/chunk-000/episode_000000.parquet'), [
        { name: 'steering', type: 'double', data: data.map((_, i) => i / 10) },
        { name: 'timestamp', type: 'double', data }
      ])
      const recording = await open('set')
      expect(recording.times?.[9]).toBeCloseTo(0.9, 9)
      expect(falseTimes(recording)).toEqual([
        'The times of the frames of set episode 0 are not those of a drive (one of them is more than a year from the first, or none at all); 10 frames a second are taken.'
      ])
    }
  )

  const camera = 'camera/camera_front_wide_120fov/clip0.camera_front_wide_120fov'
  it.each([
    ['Infinity', [...Array.from({ length: 11 }, (_, i) => 1e5 * i), Infinity]],
    ['1e300', [-1e300, ...Array.from({ length: 10 }, (_, i) => 1e5 * i), 1e300]]
  ])('of frames of PhysicalAI-AV, %s, do the same', async (_, data) => {
    cpSync(at('clips'), at('far'), { recursive: true })
    writeParquet(at('far', `${camera}.timestamps.parquet`), [{ name: 'timestamp', type: 'double', data }])
    const recording = await open('far', `${camera}.mp4`)
    expect(recording.times?.every((time) => time < 60)).toBe(true)
    expect(falseTimes(recording)[0]).toMatch(/^The times of the frames of .* are not those of a drive/)
  })

  it('of signals are gaps, and it is said', async () => {
    cpSync(at('clips'), at('gaps'), { recursive: true })
    writeParquet(at('gaps/labels/egomotion/clip0.egomotion.parquet'), [
      { name: 'timestamp', type: 'double', data: [NaN, 0, Infinity, 1e5, -1e300] },
      { name: 'curvature', type: 'double', data: [1, 2, 3, 4, 5] }
    ])
    const recording = await open('gaps', `${camera}.mp4`)
    expect([...(recording.signals[0]?.values ?? [])]).toEqual([2, 4])
    expect(falseTimes(recording)[0]).toMatch(/^Values of curvature of .* have no time, or one more than a year/)
  })

  it('of one row of a bag are held at its neighbours', async () => {
    const frames = jpegFrames(20)
    const time = (i: number): bigint => 1_600_000_000_000_000_000n + BigInt(i) * 50_000_000n
    const pictures = compressedTopic('/camera', frames, time)
    const messages = pictures.messages.map((each, i) => (i === 0 ? { ...each, log: -(2n ** 63n) + 1n } : each))
    writeDb3(at('bag'), [{ ...pictures, messages }])
    const recording = await open('bag')
    expect(recording.times?.at(-1)).toBeCloseTo(18 * 0.05, 6)
    expect(recording.warnings.map(({ message }) => message).join('\n')).toMatch(
      /go back, jump or are missing at 1 frames from frame 0 on/
    )
  })
})
