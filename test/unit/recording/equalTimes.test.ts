import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { spreadEqual } from '../../../src/main/recording/signals/equalTimes.ts'

describe('times of a clock that counts coarser than the rows come', () => {
  const runs = fc.array(fc.record({ size: fc.integer({ min: 3, max: 30 }), step: fc.integer({ min: 1, max: 5 }) }), {
    minLength: 2,
    maxLength: 12
  })
  const timesOf = (made: { size: number; step: number }[]): Float64Array => {
    let at = 0
    return Float64Array.from(made.flatMap(({ size, step }) => new Array<number>(size).fill((at += step))))
  }

  it('rise after they were spread, and each stays before the next moment of the clock', () => {
    fc.assert(
      fc.property(runs, (made) => {
        const times = timesOf(made)
        const spread = spreadEqual(times) ?? new Float64Array()
        expect(spread).toHaveLength(times.length)
        spread.forEach((time, i) => {
          if (i > 0) expect(time).toBeGreaterThan(spread[i - 1] ?? 0)
          const next = times.find((other) => other > (times[i] ?? 0)) ?? Infinity
          expect(time).toBeGreaterThanOrEqual(times[i] ?? 0)
          expect(time).toBeLessThan(next)
        })
      })
    )
  })

  it('come back even where even times were cut to whole seconds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 40 }), fc.integer({ min: 0, max: 39 }), (rate, phase) => {
        const even = Float64Array.from({ length: 4 * rate }, (_, i) => (i + (phase % rate)) / rate)
        const spread = spreadEqual(even.map((time) => Math.floor(time + 1e-9)))
        spread?.forEach((time, i) => expect(time).toBeCloseTo(even[i] ?? 0, 9))
        expect(spread).not.toBeNull()
      })
    )
  })

  it.each([
    ['rise', [0, 1, 2, 3]],
    ['are seldom equal', [0, 1, 1, 2, 3]],
    ['stand still', [5, 5, 5]],
    ['are none', []]
  ])('are left alone where they %s', (_, times) => {
    expect(spreadEqual(Float64Array.from(times))).toBeNull()
  })
})
