import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { frameTimes } from '../../../../src/renderer/frames/frameTimes.ts'
import { Player } from '../../../../src/renderer/frames/player.svelte.ts'

let now = 0
let tick: ((now: number) => void) | null = null

beforeEach(() => {
  now = 0
  vi.stubGlobal('requestAnimationFrame', (next: (now: number) => void) => ((tick = next), 1))
  vi.stubGlobal('cancelAnimationFrame', () => (tick = null))
  vi.spyOn(performance, 'now').mockImplementation(() => now)
})
afterEach(() => vi.unstubAllGlobals())

/** Lets so many seconds go by, sixty screen frames each. */
function watch(seconds: number): void {
  for (let i = 0; i < Math.round(seconds * 60); i++) {
    now += 1000 / 60
    const next = tick
    tick = null
    next?.(now)
  }
}

const playing = (times: number[], speed = 1): Player => {
  const of = frameTimes(times, times.length, 10)
  const player = new Player(() => of)
  player.setSpeed(speed)
  player.play()
  return player
}

test('playing follows the times at which frames were taken, even or not', () => {
  const player = playing([0, 0.1, 0.2, 1.2, 1.3, 1.4, 3])
  for (const [until, frame] of [
    [0.15, 1],
    [0.6, 2],
    [1.1, 2],
    [1.25, 3],
    [1.5, 5],
    [2.9, 5],
    [3.1, 6]
  ] as const) {
    watch(until - now / 1000)
    expect(player.frame).toBe(frame)
  }
  expect(player.playing).toBe(false)
})

test('at four times the speed the same frames come in a quarter of the time', () => {
  const player = playing([0, 1, 2, 3, 4, 5, 6, 7, 8], 4)
  watch(1.1)
  expect(player.frame).toBe(4)
})

test('a gap of minutes is waited for no longer than five seconds', () => {
  const player = playing([0, 0.1, 0.2, 600.2, 600.3, 600.4, 700])
  watch(5)
  expect(player.frame).toBe(2)
  watch(0.35)
  expect(player.frame).toBe(4)
})
