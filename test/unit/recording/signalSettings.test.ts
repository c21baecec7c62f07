import { describe, expect, it } from 'vitest'
import { signalsAtFrames } from '../../../src/main/recording/signals/atFrames.ts'
import { estimateOffset } from '../../../src/main/recording/signals/estimateOffset.ts'
import type { SourceSignal } from '../../../src/main/recording/recording.ts'
import { withSettings } from '../../../src/main/recording/signals/signalSettings.ts'
import { checkSign } from '../../../src/main/recording/signals/signCheck.ts'
import { SignalSettings, type FrameSignal } from '../../../src/shared/recording.ts'
import { range } from '../../../testing/recordings.ts'

const source = (more: Partial<SourceSignal>): SourceSignal => ({
  name: 'steering',
  role: 'steering',
  unit: 'normalised',
  convention: null,
  timeBase: 'seconds',
  times: Float64Array.of(0, 1, 2),
  values: Float64Array.of(0, 1, 2),
  ...more
})

describe('what a person corrects', () => {
  const right = source({ convention: { unit: 'normalised', positive: 'right' } })
  it.each([
    { name: 'nothing', settings: {}, signal: right, unit: 'normalised', positive: 'right', values: [0, -1, -2] },
    {
      name: 'the sign',
      settings: { positive: 'left' },
      signal: right,
      unit: 'normalised',
      positive: 'left',
      values: [0, 1, 2]
    },
    {
      name: 'a sign that was not known',
      settings: { positive: 'right' },
      signal: source({}),
      unit: 'normalised',
      positive: 'right',
      values: [0, -1, -2]
    },
    { name: 'the unit', settings: { unit: 'rad' }, signal: source({}), unit: 'rad', positive: null, values: [0, 1, 2] },
    {
      name: 'half a second later',
      settings: { offsetSeconds: 0.5 },
      signal: right,
      unit: 'normalised',
      positive: 'right',
      values: [null, -0.5, -1.5]
    },
    {
      name: 'half a second earlier, by frame numbers',
      settings: { offsetSeconds: -0.5 },
      signal: source({ timeBase: 'frames' }),
      unit: 'normalised',
      positive: null,
      values: [0.5, 1.5, null]
    }
  ])('$name', ({ settings, signal, unit, positive, values }) => {
    const all = SignalSettings.parse(settings)
    const [result] = signalsAtFrames(withSettings([signal], all), Float64Array.of(0, 1, 2), all.offsetSeconds)
    expect(result).toMatchObject({ unit, sourcePositive: positive, values })
  })

  it('one signal is the steering', () => {
    const signals = [source({}), source({ name: 'angle', role: 'other', unit: 'deg' })]
    const roles = (names: SignalSettings['roles']): string[] =>
      withSettings(signals, SignalSettings.parse({ roles: names })).map(({ role, unit }) => `${role} ${unit}`)
    expect(roles({ angle: 'steering' })).toEqual(['other normalised', 'steering deg'])
    expect(roles({})).toEqual(['steering normalised', 'other deg'])
  })
})

/** 60 s at 20 frames a second of a road that winds. */
const times = range(0, 1200).map((i) => i / 20)
const winding = (t: number): number => Math.sin(t / 3) + 0.5 * Math.sin(t / 1.1 + 1)
const frameSignal = (role: FrameSignal['role'], values: number[], name: string = role): FrameSignal => ({
  name,
  role,
  unit: 'deg',
  sourcePositive: null,
  values
})

describe('the check of the sign', () => {
  const steering = frameSignal('steering', times.map(winding))
  // The heading of a car whose yaw rate is 10 times the steering, by integration.
  const heading = times.map((t) => 10 * (3 - 3 * Math.cos(t / 3) + 0.55 * (Math.cos(1) - Math.cos(t / 1.1 + 1))))
  const wrapped = (degrees: number): number => ((degrees % 360) + 360) % 360
  it.each([
    {
      name: 'yaw rate, as it should be',
      against: frameSignal(
        'yaw-rate',
        times.map((t) => 10 * winding(t))
      ),
      verdict: 'agrees'
    },
    {
      name: 'yaw rate, turned',
      against: frameSignal(
        'yaw-rate',
        times.map((t) => -winding(t))
      ),
      verdict: 'contradicts'
    },
    {
      name: 'compass course',
      against: frameSignal(
        'other',
        heading.map((h) => wrapped(350 - h)),
        'course'
      ),
      verdict: 'agrees'
    },
    {
      name: 'yaw',
      against: frameSignal(
        'other',
        heading.map((h) => wrapped(350 + h)),
        'yaw'
      ),
      verdict: 'agrees'
    },
    {
      name: 'course, turned',
      against: frameSignal(
        'other',
        heading.map((h) => wrapped(350 + h)),
        'course'
      ),
      verdict: 'contradicts'
    },
    {
      name: 'noise',
      against: frameSignal(
        'yaw-rate',
        times.map((_, i) => ((i * 7919) % 101) - 50)
      ),
      verdict: 'undecided'
    }
  ])('$name', ({ against, verdict }) => {
    expect(checkSign([steering, against], times)?.verdict).toBe(verdict)
  })

  it('has nothing to say without a signal of turning, or of a car that stands', () => {
    expect(checkSign([steering], times)).toBeNull()
    const standing = frameSignal(
      'speed',
      times.map(() => 0)
    )
    expect(checkSign([steering, frameSignal('yaw-rate', times.map(winding)), standing], times)).toBeNull()
  })
})

describe('the estimate of the offset', () => {
  const delayed = (by: number): number[] => times.map((t) => winding(t - by))
  it.each([0.5, -0.35, 1.234])('finds %d s', (offset) => {
    // The signal is early by the offset: what belongs to the picture at t stands at t - offset.
    const estimate = estimateOffset(delayed(-offset), [times.map(winding)], 20)
    expect(estimate?.seconds).toBeCloseTo(offset, 2)
  })

  it('leaves alone what is less than half a frame', () => {
    expect(estimateOffset(delayed(-0.02), [times.map(winding)], 20)).toBeNull()
  })

  it('believes the reference that the signal goes best with, whatever a late one says', () => {
    const late = delayed(0.6).map((value, i) => value + (i % 2 ? 0.2 : -0.2))
    expect(estimateOffset(delayed(0), [late], 20)?.seconds).toBeCloseTo(0.6, 1)
    expect(estimateOffset(delayed(0), [late, times.map(winding)], 20)).toBeNull()
  })

  it('leaves gaps out', () => {
    const gappy = delayed(-0.5).map((value, i) => (i % 7 < 2 ? null : value))
    expect(estimateOffset(gappy, [times.map(winding)], 20)?.seconds).toBeCloseTo(0.5, 1)
  })

  it('says nothing where the two have nothing in common', () => {
    expect(estimateOffset(times.map(winding), [times.map((_, i) => ((i * 7919) % 101) - 50)], 20)).toBeNull()
  })
})
