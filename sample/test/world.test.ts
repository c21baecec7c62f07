import { describe, expect, it } from 'vitest'
import { createWorld, type WorldSpec } from '../world/world.ts'

const spec: WorldSpec = { seed: 'world', length: 2500, weather: 'sun', boards: 'telling' }

describe('a world', () => {
  it('is made anew from its spec', () => {
    const [one, two] = [createWorld(spec), createWorld(spec)]
    expect(two.scenery).toEqual(one.scenery)
    expect(two.markings).toEqual(one.markings)
    expect(two.road.point(1234, 1)).toEqual(one.road.point(1234, 1))
  })

  it('keeps its road when other boards are planted', () => {
    const swapped = createWorld({ ...spec, boards: 'swapped' })
    expect(swapped.road.point(2000, 0)).toEqual(createWorld(spec).road.point(2000, 0))
  })
})

describe('boards', () => {
  it('that tell point the way of every bend, from its outside, and wider where it is sharper', () => {
    const { boards, road } = createWorld(spec)
    expect(boards.length).toBeGreaterThan(30)
    for (const board of boards) {
      const curvature = road.curvature(board.s - 6)
      expect(board.points).toBe(curvature > 0 ? 'left' : 'right')
      expect(Math.sign(board.offset)).toBe(-Math.sign(curvature))
    }
    const widest = boards.reduce((a, b) => (a.width > b.width ? a : b))
    expect(Math.abs(road.curvature(widest.s - 6))).toBeGreaterThan(1 / 60)
  })

  it('that are swapped stand at the same bends and point the other way', () => {
    const telling = createWorld(spec).boards
    const swapped = createWorld({ ...spec, boards: 'swapped' }).boards
    expect(swapped.length).toBe(telling.length)
    for (const [i, board] of swapped.entries()) {
      expect(board.s).toBe(telling[i]?.s)
      expect(board.points).not.toBe(telling[i]?.points)
    }
  })

  it('that line only some bends stand as they would on all of them, in rows farther apart than a board is seen', () => {
    const of = (lined?: number) =>
      createWorld({ ...spec, length: 12_000, ...(lined !== undefined && { lined }) }).boards
    const [all, some] = [of(), of(0.5)]
    expect(of(1)).toEqual(all)
    expect(of(0)).toEqual([])
    expect(some.length / all.length).toBeGreaterThan(0.2)
    expect(some.length / all.length).toBeLessThan(0.8)
    const stands = new Set(some.map(({ s }) => s))
    expect(all.filter(({ s }) => stands.has(s))).toEqual(some)
    for (const [i, { s }] of all.entries()) {
      const next = all[i + 1]
      if (next && stands.has(s) !== stands.has(next.s)) expect(next.s - s).toBeGreaterThan(60)
    }
  })

  it('at random say nothing about the road', () => {
    const { boards, road } = createWorld({ ...spec, length: 12_000, boards: 'random' })
    const bends = boards.filter((board) => Math.abs(road.curvature(board.s)) > 1 / 260)
    const right = bends.filter((board) => (board.points === 'left') === road.curvature(board.s) > 0)
    expect(bends.length).toBeGreaterThan(100)
    expect(Math.abs(right.length / bends.length - 0.5)).toBeLessThan(0.2)
  })
})
