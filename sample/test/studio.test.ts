import { describe, expect, it } from 'vitest'
import type { Renderer } from '../renderer.ts'
import type { View } from '../scene/view.ts'
import { type Shoot, studioOf } from '../studio.ts'

const sheet = { width: 1, height: 1, window: [0, 0, 1, 1] as [number, number, number, number], fine: 1 }

/** Carries out one order after the other, each after so many turns; a picture is the number of the world that is shown. */
function slow(turns: number): Renderer {
  let shown = 0
  let orders: Promise<unknown> = Promise.resolve()
  const order = <T>(carryOut: () => T): Promise<T> => {
    const done = orders.then(async () => {
      for (let i = 0; i < turns; i++) await new Promise(setImmediate)
      return carryOut()
    })
    orders = done
    return done
  }
  return {
    fingerprint: 'slow',
    show: ({ length }) => order(() => void (shown = length)),
    take: (views) => order(() => Uint8Array.from(views, () => shown)),
    close: () => Promise.resolve()
  }
}

const view: View = {
  pose: { x: 0, y: 0, z: 0, yaw: 0, pitch: 0, roll: 0 },
  before: { x: 0, y: 0, z: 0, yaw: 0, pitch: 0, roll: 0 },
  s: 0,
  cars: [],
  gain: 1,
  time: 0,
  caption: ''
}
const shoots = Array.from({ length: 7 }, (_, i): Shoot => ({
  world: { seed: 'studio', length: i + 1, weather: 'sun', boards: 'none' },
  views: [view, view]
}))

describe('a studio', () => {
  it.each<[string, [Renderer, ...Renderer[]]]>([
    ['one renderer', [slow(1)]],
    ['two', [slow(1), slow(1)]],
    ['two, one of them slow', [slow(1), slow(9)]]
  ])('takes the pictures of each world while it is shown, by %s', async (_, renderers) => {
    const worlds: number[][] = []
    for await (const pictures of studioOf(renderers).shoot(shoots, sheet)) worlds.push([...pictures])
    expect(worlds).toEqual(shoots.map(({ world: { length } }) => [length, length]))
  })
})
