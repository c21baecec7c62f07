import { describe, expect, it } from 'vitest'
import { describeLost, findLostLanes, type LanesOverDrive } from '../../../src/main/attention/lostLanes.ts'
import type { LaneState } from '../../../src/shared/laneState.ts'

const rule = { minSeconds: 0.5, mergeSeconds: 0.5 }
const states: Record<string, LaneState> = { k: 'known', v: 'leaving', c: 'carried', l: 'lost', '.': 'unknown' }

/** A letter a frame, ten a second; a lane that is known, or is being left, has a confidence of 0.9, any other one of 0.18. */
function drive(letters: string): LanesOverDrive {
  return {
    states: [...letters].map((letter) => states[letter]!),
    confidence: [...letters].map((letter) => (letter === 'k' || letter === 'v' ? 0.9 : 0.18)),
    times: [...letters].map((_, frame) => frame / 10),
    period: 0.1
  }
}
const rangesIn = (letters: string): [number, number][] =>
  findLostLanes(drive(letters), rule).map(({ first, last }) => [first, last])

describe('lost lanes', () => {
  it.each<[string, string, [number, number][]]>([
    ['are none where the lane is known or unknown', 'kkkkk.....kkkkk', []],
    ['begin at the look that does not find the lane', 'kkkkkcccllllll', [[6, 13]]],
    ['begin where the car began to leave it', 'kkkkkvvvvcccllllll', [[5, 17]]],
    ['are none where it is back while it is carried on', 'kkkkkccckkkkk', []],
    ['are none where they are short', 'kkkkkcclllkkk', []],
    ['are one with a glimpse of the lane between', 'kkkkkllllkkllll', [[6, 14]]],
    ['are two with more', 'kkkkkllllll' + 'kkkkk' + 'llllll', [[6, 10], [17, 21]]] // prettier-ignore
  ])('%s', (_, letters, ranges) => {
    expect(rangesIn(letters)).toEqual(ranges)
  })

  it('are looked at where the lane goes, and are as severe as its confidence fell, by length', () => {
    const [event] = findLostLanes(drive('kkkkkkkkkkcccc' + 'l'.repeat(20)), rule)
    expect(event).toMatchObject({ kind: 'lost', first: 11, worst: 11 })
    // Of 0.9 it had 0.18 left in the three frames that are carried on, and nothing in twenty, for 2.3 seconds.
    expect(event!.severity).toBeCloseTo((1 - (3 * 0.18) / 23 / 0.9) * (1 - Math.exp(-2.3)), 9)
    expect(event!.reason).toBe(
      'the lane is lost for 2.3 s, for the first 0.3 s estimated from before; up to 90 % confident before that; attention cannot be judged while it is lost'
    )
  })
  it('are looked at where the lane goes, not where the car began to leave it', () => {
    const [event] = findLostLanes(drive('kkkkkkkkkkvvvvvvvvvv' + 'l'.repeat(20)), rule)
    expect(event).toMatchObject({ first: 10, worst: 20, last: 39 })
    expect(event!.severity).toBeCloseTo(1 - Math.exp(-3), 9)
    expect(event!.reason).toBe(
      'the car leaves its lane for 1.0 s, then the lane is lost for 2.0 s; up to 90 % confident before that; attention cannot be judged while it is lost'
    )
  })
  it('are as severe where some lane is seen all the same, as after a crash', () => {
    const letters = 'kkkkkkkkkkvvvvvvvvvv' + 'l'.repeat(20)
    const sure = { ...drive(letters), confidence: new Array<number>(40).fill(0.9) }
    expect(findLostLanes(sure, rule)[0]!.severity).toBeCloseTo(1 - Math.exp(-3), 9)
  })

  it('are none where only the way out of the lane is long', () => {
    expect(rangesIn('kkkkkvvvvvvvvvvllkkkkk')).toEqual([])
  })

  it('are looked at where the lane goes also when a person lets one begin earlier', () => {
    expect(describeLost(drive('kkkkkkkkkkvvvvv' + 'l'.repeat(10)), { first: 4, last: 24 })).toMatchObject({ worst: 15 })
  })
})
