import { describe, expect, it } from 'vitest'
import type { Polygon } from '../../src/shared/lanes.ts'
import type { PictureSet } from '../train/pictureSet.ts'
import { createSwap } from '../train/surroundings.ts'
import { createRandom } from '../world/random.ts'

const size = 66 * 200 * 3
const band = (left: number, right: number, top: number, bottom: number): Polygon => [
  [left, top],
  [right, top],
  [right, bottom],
  [left, bottom]
]

/** Pictures of one grey each: 0 and 1 show no board, 2 and 3 do. All have their lane in the middle and boards on the right. */
const set: PictureSet = {
  count: 4,
  pictures: Uint8Array.from({ length: 4 * size }, (_, i) => 10 + 60 * Math.floor(i / size)),
  steering: new Float32Array(4),
  corridor: (_, [left, right]) => band(0.4 - 0.1 * left, 0.6 + 0.1 * right, 0, 1),
  boards: (index) => (index < 2 ? [] : [band(0.8, 0.9, 0.5, 0.6)])
}
const grey = (index: number): number => 10 + 60 * index

/** The picture after a swap at a pixel of its lane, of its board, and beside both; over many draws. */
function swapped(
  telling: 'lane' | 'boards',
  index: number
): { lane: Set<number>; board: Set<number>; beside: Set<number> } {
  const [swap, random] = [createSwap({ telling, swapped: 1, noise: 0 }), createRandom('swaps')]
  const out = new Uint8Array(size)
  const seen = { lane: new Set<number>(), board: new Set<number>(), beside: new Set<number>() }
  // The row is that of half the picture's height plus a twentieth, with the crop of the recipe undone.
  const row = Math.floor(((0.55 * 540 - 185) / 317) * 66)
  for (let i = 0; i < 60; i++) {
    swap(set, index, random, out)
    seen.lane.add(out[(row * 200 + 100) * 3]!)
    seen.board.add(out[(row * 200 + 170) * 3]!)
    seen.beside.add(out[(row * 200 + 20) * 3]!)
  }
  return seen
}

describe('other surroundings', () => {
  it('leave the lane where it tells, boards or not', () => {
    for (const index of [0, 2]) {
      const { lane, beside } = swapped('lane', index)
      expect(lane).toEqual(new Set([grey(index)]))
      expect(beside).toEqual(new Set([0, 1, 2, 3].map(grey)))
    }
  })

  it('leave the boards alone where they tell, and come from pictures without any', () => {
    const { lane, board, beside } = swapped('boards', 2)
    expect(board).toEqual(new Set([grey(2)]))
    expect(lane).toEqual(new Set([0, 1].map(grey)))
    expect(beside).toEqual(new Set([0, 1].map(grey)))
  })

  it('leave the lane in a picture without boards, and bring none with them', () => {
    const { lane, beside } = swapped('boards', 0)
    expect(lane).toEqual(new Set([grey(0)]))
    expect(beside).toEqual(new Set([0, 1].map(grey)))
  })
})
