import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { signalsAtFrames } from '../../../src/main/recording/signals/atFrames.ts'
import type { SourceSignal } from '../../../src/main/recording/recording.ts'

function signal(times: number[], values: number[], more: Partial<SourceSignal> = {}): SourceSignal {
  return {
    name: 'speed',
    role: 'speed',
    unit: 'm/s',
    convention: null,
    timeBase: 'seconds',
    times: Float64Array.from(times),
    values: Float64Array.from(values),
    ...more
  }
}

describe('a signal at the frame times', () => {
  const table: { name: string; source: SourceSignal; at: number[]; values: (number | null)[] }[] = [
    {
      name: 'lies on the line between its neighbours',
      source: signal([0, 1, 3], [0, 10, 30]),
      at: [0, 0.25, 1, 2.5, 3],
      values: [0, 2.5, 10, 25, 30]
    },
    {
      name: 'is unknown before the first and after the last value',
      source: signal([1, 2], [5, 6]),
      at: [0.9, 1, 2, 2.1],
      values: [null, 5, 6, null]
    },
    {
      name: 'is known at the ends though clocks round',
      source: signal([0.1, 0.3], [5, 6]),
      at: [0.1 - 1e-9, 0.3 + 1e-9],
      values: [5, 6]
    },
    {
      name: 'is known at the ends where each frame has a value whose time was rounded',
      source: signal([0.001, 0.067, 0.133, 0.2], [5, 6, 7, 8]),
      at: [0, 1 / 15, 2 / 15, 0.2004],
      values: [5, 5 + 65.666667 / 66, 7 + 1 / 3000 / 0.067, 8]
    },
    {
      name: 'is unknown at an end that is a step away',
      source: signal([0, 0.067, 0.133], [5, 6, 7]),
      at: [0, 0.067, 0.2],
      values: [5, 6, null]
    },
    {
      name: 'is unknown beside a missing value',
      source: signal([0, 1, 2, 3], [1, NaN, 3, 4]),
      at: [0, 0.5, 1, 1.5, 2, 2.5],
      values: [1, null, null, null, 3, 3.5]
    },
    {
      name: 'is unknown in a gap',
      source: signal([0, 0.1, 0.2, 0.3, 5.3, 5.4], [0, 1, 2, 3, 53, 54]),
      at: [0.25, 0.3, 2, 5.3, 5.35],
      values: [2.5, 3, null, 53, 53.5]
    },
    {
      name: 'is joined over the slow steps of a slow log',
      source: signal([0, 1, 2], [0, 10, 20]),
      at: [0.5, 1.5],
      values: [5, 15]
    },
    {
      name: 'takes the last of several values at one moment',
      source: signal([0, 1, 1, 2], [0, 1, 5, 6]),
      at: [1, 1.5],
      values: [5, 5.5]
    },
    {
      name: 'jumps half-way where it is a mode',
      source: signal([0, 1], [0, 2], { role: 'mode' }),
      at: [0.4, 0.6],
      values: [0, 2]
    },
    {
      name: 'goes by frame number where the source does',
      source: signal([0, 2, 4], [0, 20, 40], { timeBase: 'frames' }),
      at: [7, 8, 9, 50],
      values: [0, 10, 20, 30]
    },
    { name: 'is unknown everywhere when it is empty', source: signal([], []), at: [0, 1], values: [null, null] }
  ]
  it.each(table)('$name', ({ source, at, values }) => {
    const [result] = signalsAtFrames([source], Float64Array.from(at))
    expect(result?.values).toHaveLength(values.length)
    values.forEach((value, i) => {
      if (value === null) expect(result?.values[i]).toBeNull()
      else expect(result?.values[i]).toBeCloseTo(value, 6)
    })
  })

  it.each([
    { positive: 'right' as const, values: [-0.5, 0, 0.25], source: [0.5, 0, -0.25] },
    { positive: 'left' as const, values: [0.5, 0, -0.25], source: [0.5, 0, -0.25] }
  ])('makes steering left-positive from $positive-positive', ({ positive, values, source }) => {
    const steering = signal([0, 1, 2], source, {
      role: 'steering',
      unit: 'normalised',
      convention: { unit: 'normalised', positive }
    })
    const [result] = signalsAtFrames([steering], Float64Array.from([0, 1, 2]))
    expect(result).toEqual({ name: 'speed', role: 'steering', unit: 'normalised', sourcePositive: positive, values })
  })
})

describe('interpolation at the frames, whatever the log', () => {
  /** Values at rising moments, steps of the log between 1 and 90 ms. */
  const log = fc
    .array(
      fc.record({ step: fc.integer({ min: 1, max: 90 }), value: fc.double({ min: -500, max: 500, noNaN: true }) }),
      { minLength: 2, maxLength: 60 }
    )
    .map((rows) => {
      let at = 0
      return { times: rows.map(({ step }) => (at += step) / 1000), values: rows.map(({ value }) => value) }
    })
  /** More than any log has values: those with a value each are another matter. */
  const frames = fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 61, maxLength: 120 }).map((steps) => {
    let at = 0
    return Float64Array.from(steps, (step) => (at += step) / 1000)
  })
  const valuesOf = (source: SourceSignal, at: Float64Array, offset = 0): (number | null)[] =>
    signalsAtFrames([source], at, offset)[0]?.values ?? []

  it('stays between the values of the neighbours, and is unknown beyond the ends alone', () => {
    fc.assert(
      fc.property(log, frames, ({ times, values }, at) => {
        valuesOf(signal(times, values), at).forEach((value, i) => {
          const time = at[i] ?? 0
          const [first = 0, last = 0] = [times[0], times.at(-1)]
          if (time < first - 1e-6 || time > last + 1e-6) return expect(value).toBeNull()
          const right = times.findIndex((moment) => moment >= time - 1e-6)
          const near = [values[Math.max(0, right - 1)] ?? 0, values[right] ?? 0]
          expect(value).toBeGreaterThanOrEqual(Math.min(...near) - 1e-9)
          return expect(value).toBeLessThanOrEqual(Math.max(...near) + 1e-9)
        })
      })
    )
  })

  it('gives a line back exactly, however its rows are spaced', () => {
    fc.assert(
      fc.property(log, frames, fc.integer({ min: -9, max: 9 }), ({ times }, at, slope) => {
        const line = signal(
          times,
          times.map((time) => slope * time + 1)
        )
        valuesOf(line, at).forEach((value, i) => {
          if (value !== null) expect(value).toBeCloseTo(slope * (at[i] ?? 0) + 1, 6)
        })
      })
    )
  })

  it('does not hang on rows that lie on the line between their neighbours', () => {
    fc.assert(
      fc.property(log, frames, ({ times, values }, at) => {
        const between = (all: number[]): number[] =>
          all.flatMap((x, i) => (i === 0 ? [x] : [((all[i - 1] ?? 0) + x) / 2, x]))
        const finer = valuesOf(signal(between(times), between(values)), at)
        valuesOf(signal(times, values), at).forEach((value, i) => {
          if (value === null) expect(finer[i]).toBeNull()
          else expect(finer[i]).toBeCloseTo(value, 3)
        })
      })
    )
  })

  it('is the same for a log that is shifted and for one that is shown later', () => {
    fc.assert(
      fc.property(log, frames, fc.integer({ min: -300, max: 300 }), ({ times, values }, at, ms) => {
        const shifted = signal(
          times.map((time) => time + ms / 1000),
          values
        )
        const later = valuesOf(signal(times, values), at, ms / 1000)
        valuesOf(shifted, at).forEach((value, i) => {
          if (value === null || later[i] === null) expect(later[i]).toBe(value)
          else expect(later[i]).toBeCloseTo(value, 3)
        })
      })
    )
  })

  it('turns a right-positive steering over, and nothing else', () => {
    const steering = (positive: 'left' | 'right', { times, values }: { times: number[]; values: number[] }) =>
      signal(times, values, { role: 'steering', convention: { unit: 'deg', positive } })
    fc.assert(
      fc.property(log, frames, (made, at) => {
        const left = valuesOf(steering('left', made), at)
        const right = valuesOf(steering('right', made), at)
        expect(right).toEqual(left.map((value) => (value === null ? null : 0 - value)))
      })
    )
  })
})
