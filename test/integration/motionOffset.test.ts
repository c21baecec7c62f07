import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pictureTurning, type PictureTurning } from '../../src/main/decode/pictureTurning.ts'
import { probeVideo } from '../../src/main/decode/probe.ts'
import { motionOffset } from '../../src/main/recording/signals/motionOffset.ts'
import { openRecording } from '../../src/main/recording/open.ts'
import type { SourceSignal } from '../../src/main/recording/recording.ts'
import { SignalSettings } from '../../src/shared/recording.ts'
import { range, temporaryFolder } from '../../testing/recordings.ts'
import { windingYawRate, writeTurningDrive } from '../fixtures/turningDrive.ts'

const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())
const settings = SignalSettings.parse({})
const never = new AbortController().signal

describe('on a drive whose turning is known', () => {
  const seconds = 30
  let seen: PictureTurning
  beforeAll(async () => {
    const path = writeTurningDrive(folder.path, seconds, 0, { name: 'yaw_rate', at: windingYawRate })
    seen = await pictureTurning(await openRecording(path, { probe: probeVideo }), 120, never)
  })

  it('the pictures turn as the car does', () => {
    expect(seen.times).toHaveLength(seconds * 25)
    const far = range(1, seen.times.length).map((frame) => {
      const middle = (seen.times[frame]! + seen.times[frame - 1]!) / 2
      // 150 pixels a radian, of 160.
      return Math.abs((seen.turning[frame] ?? NaN) - (windingYawRate(middle) * 150) / 160)
    })
    expect(far.toSorted((a, b) => a - b)[far.length >> 1]).toBeLessThan(0.02)
  })

  /** A signal, 20 times a second, that comes `early` seconds before the pictures. */
  function signal(early: number, more: Partial<SourceSignal> & { factor?: number }): SourceSignal {
    const times = Float64Array.from({ length: seconds * 20 }, (_, i) => i / 20)
    const values = times.map((time) => (more.factor ?? 1) * windingYawRate(time + early))
    return { name: 'turn', role: 'yaw-rate', unit: '', convention: null, timeBase: 'seconds', times, values, ...more }
  }
  const steering = { role: 'steering', unit: 'deg' } as const

  it.each([
    ['a yaw rate at its time', signal(0, {}), 0, 0],
    ['a yaw rate that comes early', signal(0.6, {}), 0, 0.6],
    ['a yaw rate that comes late', signal(-0.35, {}), 0, -0.35],
    ['what is left of an offset that was set', signal(0.6, {}), 0.4, 0.2],
    ['a steering', signal(1.2, { ...steering, convention: { unit: 'deg', positive: 'left' } }), 0, 1.2],
    [
      'a steering that is positive to the right',
      signal(0.5, { ...steering, factor: -30, convention: { unit: 'deg', positive: 'right' } }),
      0,
      0.5
    ],
    ['a steering of which nobody said which way', signal(0.5, { ...steering, factor: -30 }), 0, 0.5]
  ])('%s', (_, given, offsetSeconds, expected) => {
    const found = motionOffset([given], { ...settings, offsetSeconds }, seen.times, seen.turning)
    expect(found?.seconds).toBeCloseTo(expected, 1)
    expect(found?.correlation).toBeGreaterThan(0.95)
    expect(found?.standsOut).toBe(expected !== 0)
  })

  it('says nothing of a signal that has nothing to do with the turning, or of none', () => {
    const other = signal(0, {})
    other.values.forEach((_, i) => (other.values[i] = Math.sin(i * i)))
    expect(motionOffset([other], settings, seen.times, seen.turning)).toBeNull()
    expect(motionOffset([], settings, seen.times, seen.turning)).toBeNull()
  })
})

const sample = resolve(import.meta.dirname, '../../resources/sample/drive.mp4')
it.skipIf(!existsSync(sample))('the signals of the sample are on time', async () => {
  const recording = await openRecording(sample, { probe: probeVideo })
  const { times, turning } = await pictureTurning(recording, 120, never)
  const found = motionOffset(recording.signals, settings, times, turning)
  // A driver turns the wheel a moment before the road turns the car, so the best offset is not 0; but 0 fits as well.
  expect(found).toMatchObject({ standsOut: false })
  expect(found!.correlationNow).toBeGreaterThan(0.95)
  expect(found!.correlation - found!.correlationNow).toBeLessThan(0.01)
})
