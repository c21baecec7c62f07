import { describe, expect, it } from 'vitest'
import { findLostLanes, type LanesOverDrive } from '../../../src/main/attention/lostLanes.ts'
import type { LaneState } from '../../../src/shared/laneState.ts'

const rule = { minSeconds: 0.5, mergeSeconds: 0.5 }
const states: Record<string, LaneState> = { k: 'known', c: 'carried', l: 'lost', '.': 'unknown' }

/** A letter a frame, ten a second; a lane that is known has a confidence of 0.9, any other one of 0.18. */
function drive(letters: string): LanesOverDrive {
  return {
    states: [...letters].map((letter) => states[letter]!),
    confidence: [...letters].map((letter) => (letter === 'k' ? 0.9 : 0.18)),
    times: [...letters].map((_, frame) => frame / 10),
    period: 0.1
  }
}
const rangesIn = (letters: string): [number, number][] =>
  findLostLanes(drive(letters), rule).map(({ first, last }) => [first, last])

describe('lost lanes', () => {
  it.each<[string, string, [number, number][]]>([
    ['are none where the lane is known or unknown', 'kkkkk.....kkkkk', []],
    ['begin where the lane is carried on no longer', 'kkkkkcccllllll', [[8, 13]]],
    ['are none where it is back while it is carried on', 'kkkkkccckkkkk', []],
    ['are none where they are short', 'kkkkkccllllkkk', []],
    ['are one with a glimpse of the lane between', 'kkkkkllllkkllll', [[5, 14]]],
    ['are two with more', 'kkkkklllll' + 'kkkkkk' + 'lllll', [[5, 9], [16, 20]]] // prettier-ignore
  ])('%s', (_, letters, ranges) => {
    expect(rangesIn(letters)).toEqual(ranges)
  })

  it('are looked at where the lane goes, and are as severe as its confidence fell, by length', () => {
    const [event] = findLostLanes(drive('kkkkkkkkkkcccc' + 'l'.repeat(20)), rule)
    expect(event).toMatchObject({ kind: 'lost', first: 14, worst: 14 })
    // It fell by 1 - 0.18 / 0.9 for two seconds.
    expect(event!.severity).toBeCloseTo(0.8 * (1 - Math.exp(-2)), 9)
    expect(event!.reason).toBe(
      'the lane is lost for 2.0 s: it was known, up to 90 % sure, until 0.4 s before; nobody can judge attention here'
    )
  })
})
