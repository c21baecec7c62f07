import { describe, expect, it } from 'vitest'
import { signalsAtFrames } from '../../../../src/main/recording/signals/atFrames.ts'
import type { SourceSignal } from '../../../../src/main/recording/recording.ts'
import { frameTimes } from '../../../../src/renderer/frames/frameTimes.ts'
import { movedSignal } from '../../../../src/renderer/signals/movedSignal.ts'
import { seeded } from '../../../../testing/seeded.ts'

const random = seeded(6)
const RATE = 20
/** Frames 45 to 55 ms apart, with nothing for two seconds after frame 60. */
const times = Float64Array.from({ length: 120 }, (_, i) => i / RATE + 0.01 * (random() - 0.5) + (i > 60 ? 2 : 0))
times[0] = 0
const page = frameTimes([...times], times.length, RATE)

function log(perSecond: number, valueAt: (time: number) => number, more: Partial<SourceSignal> = {}): SourceSignal {
  const moments = Float64Array.from({ length: 12 * perSecond }, (_, i) => i / perSecond - 2)
  return {
    name: 'angle',
    role: 'steering',
    unit: 'rad',
    convention: { unit: 'rad', positive: 'right' },
    timeBase: 'seconds',
    times: moments,
    values: moments.map(valueAt),
    ...more
  }
}

/** What the page shows with the signals moved, and what the app gives once that offset is kept. */
function both(source: SourceSignal, before: number, later: number) {
  const [held] = signalsAtFrames([source], times, before)
  const [kept] = signalsAtFrames([source], times, before + later)
  return { shown: movedSignal(held!, page, later).values, kept: kept!.values }
}

describe('a signal that is moved on the page', () => {
  const offsets = [0.05, 0.037, -0.037, 0.4, -1.3, 2.5]

  it.each(offsets)('is what the app gives for a straight line, moved by %d s', (later) => {
    const { shown, kept } = both(
      log(83, (time) => 3 - 0.25 * time),
      0.2,
      later
    )
    expect(shown.filter((value) => value !== null).length).toBeGreaterThan(10)
    shown.forEach((value, frame) => value === null || expect(value).toBeCloseTo(kept[frame]!, 9))
  })

  it.each(offsets)('is within the error of linear interpolation for a bend, moved by %d s', (later) => {
    const omega = 2
    const { shown, kept } = both(
      log(100, (time) => Math.sin(omega * time)),
      -0.1,
      later
    )
    // h²/8 max|f''| for frames h apart, and again for the log itself.
    const bound = (0.06 ** 2 / 8 + 0.01 ** 2 / 8) * omega ** 2
    shown.forEach((value, frame) => value === null || expect(Math.abs(value - kept[frame]!)).toBeLessThan(bound))
  })

  it('is known wherever frames lie on both sides of the moment, and nowhere else', () => {
    const later = 0.4
    const { shown } = both(
      log(50, () => 1),
      0,
      later
    )
    shown.forEach((value, frame) => {
      const moment = times[frame]! - later
      const inside = (moment >= 0 && moment <= times[60]!) || (moment >= times[61]! && moment <= times[119]!)
      expect(value, `frame ${frame}`).toBe(inside ? -1 : null)
    })
  })

  it('has no value beside one that is missing', () => {
    const source = log(20, () => 1)
    const hole = source.times.findIndex((time) => time >= 1)
    source.values.fill(NaN, hole, hole + 10)
    const { shown, kept } = both(source, 0, 0.2)
    shown.forEach((value, frame) => value === null || expect(kept[frame]).toBe(value))
    expect(shown[Math.round(1.45 * RATE)]).toBeNull()
  })

  it('moves a log that counts frames', () => {
    const even = frameTimes(
      Array.from({ length: 50 }, (_, i) => i / 10),
      50,
      10
    )
    const moments = Float64Array.from({ length: 50 }, (_, i) => i)
    const source = log(1, () => 0, {
      role: 'speed',
      timeBase: 'frames',
      times: moments,
      values: moments.map(Math.sqrt)
    })
    const at = (offset: number) =>
      signalsAtFrames(
        [source],
        moments.map((frame) => frame / 10),
        offset
      )[0]!
    const shown = movedSignal(at(0), even, 0.3).values
    expect(shown.slice(0, 3)).toEqual([null, null, null])
    shown.slice(3).forEach((value, i) => expect(value).toBeCloseTo(Math.sqrt(i), 9))
    expect(shown.slice(3)).toEqual(
      at(0.3)
        .values.slice(3)
        .map((value) => expect.closeTo(value!, 9))
    )
  })

  it('never makes up a mode', () => {
    const source = log(20, (time) => (time < 2 ? 0 : 3), { role: 'mode', convention: null })
    const { shown } = both(source, 0, 0.123)
    expect(new Set(shown)).toEqual(new Set([null, 0, 3]))
  })
})
