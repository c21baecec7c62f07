import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { apart } from '../../../src/main/attention/apart.ts'

/** Two frames a second. */
const clock = (frames: number): number[] => Array.from({ length: frames }, (_, frame) => 10 + frame / 2)

describe('how far two curves are apart', () => {
  it('is told by numbers that a person can add up', () => {
    const found = apart([1, -2, null, 3, 0], clock(5), 0)!
    // Of 0, 1, 2 and 3: the median is 1.5, and 0.95 of the way from 0 to 3 by steps of one is 2.85.
    expect(found).toMatchObject({ frames: 4, mean: 1.5, median: 1.5, largest: 3 })
    expect(found.high).toBeCloseTo(2.85, 12)
  })

  it('is not known where no frame has both', () => {
    expect(apart([null, null], clock(2), 0)).toBeNull()
  })

  it('names the frames of the largest differences with their signs and times, a second apart', () => {
    const found = apart([0, 5, -6, 4, 4.5, null, 1, 0], clock(8), 0.5)!
    // Frames 1 and 3 lie half a second from frame 2, which is larger; frame 4 a whole one; and in frame 7 both agree.
    expect(found.moments).toEqual([
      { frame: 2, seconds: 1, difference: -6 },
      { frame: 4, seconds: 2, difference: 4.5 },
      { frame: 6, seconds: 3, difference: 1 }
    ])
  })

  it('names no frame where they agree but for what is no difference, and twenty at most', () => {
    expect(apart([0, 0.1, -0.1], clock(3), 0.1)!.moments).toEqual([])
    expect(
      apart(
        Array.from({ length: 200 }, (_, frame) => frame),
        clock(200),
        0
      )!.moments
    ).toHaveLength(20)
  })

  it('holds for any curves', () => {
    const value = fc.option(fc.double({ min: -1e3, max: 1e3, noNaN: true }))
    fc.assert(
      fc.property(fc.array(value, { maxLength: 60 }), (differences) => {
        const found = apart(differences, clock(differences.length), 0)
        if (!found) {
          expect(differences.filter((each) => each !== null)).toEqual([])
          return
        }
        const { moments, median, high, largest } = found
        expect(median <= high && high <= largest).toBe(true)
        expect(Math.abs(moments[0]?.difference ?? 0)).toBe(largest)
        moments.forEach(({ frame, difference }, i) => {
          expect(difference).toBe(differences[frame])
          for (const other of moments.slice(i + 1)) {
            expect(Math.abs(other.difference)).toBeLessThanOrEqual(Math.abs(difference))
            expect(Math.abs(other.frame - frame)).toBeGreaterThanOrEqual(2)
          }
        })
      })
    )
  })
})
