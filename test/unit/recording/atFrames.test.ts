import { describe, expect, it } from 'vitest'
import { signalsAtFrames } from '../../../src/main/recording/atFrames.ts'
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
