import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { risingTimes } from '../../../src/main/recording/formats/messages/risingTimes.ts'

type Times = readonly (bigint | null)[]

/** The length of the longest part that never goes back, by looking at every part. */
function longest(times: Times, from = 0, least: bigint | null = null): number {
  let most = 0
  for (let place = from; place < times.length; place++) {
    const time = times[place] ?? null
    if (time !== null && (least === null || time >= least)) most = Math.max(most, 1 + longest(times, place + 1, time))
  }
  return most
}

describe('the times that go on', () => {
  const some = fc.array(fc.option(fc.bigInt(0n, 6n), { freq: 6 }), { maxLength: 9 })

  it('are in order, never go back, and are as many as there can be', () => {
    fc.assert(
      fc.property(some, (times) => {
        const places = risingTimes(times)
        const found = places.map((place) => times[place])
        expect(found).not.toContain(null)
        places.slice(1).forEach((place, i) => {
          expect(place).toBeGreaterThan(places[i]!)
          expect(found[i + 1]! >= found[i]!).toBe(true)
        })
        expect(places).toHaveLength(longest(times))
      })
    )
  })

  it('are all, where none is odd', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt(0n, 2n ** 63n), { maxLength: 300 }), (times) => {
        const sorted = times.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))
        expect(risingTimes(sorted)).toEqual(Array.from(sorted.keys()))
      })
    )
  })
})
