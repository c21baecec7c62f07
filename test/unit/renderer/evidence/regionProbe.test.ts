import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { RegionProbe } from '../../../../src/renderer/evidence/regionProbe.svelte.ts'
import { type Asked, interventionsOfTheApp } from '../../../fixtures/askedInterventions.ts'

let asked: Asked[]
let probe: RegionProbe
const rect = { x: 0.25, y: 0.5, width: 0.5, height: 0.25 }

beforeEach(() => {
  vi.useFakeTimers()
  asked = interventionsOfTheApp()
  // Twenty frames a second.
  probe = new RegionProbe('run', (frame, seconds) => ({ first: frame - 20 * seconds, last: frame + 20 * seconds }))
  probe.open = true
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('what is drawn is asked for at once, by its corners, and once', () => {
  probe.look(7)
  expect(asked).toEqual([])
  probe.draw(rect)
  probe.look(7)
  probe.look(7)
  expect(asked.map(({ question }) => question)).toEqual([
    {
      first: 7,
      last: 7,
      frame: 7,
      region: [
        [0.25, 0.5],
        [0.75, 0.5],
        [0.75, 0.75],
        [0.25, 0.75]
      ]
    }
  ])
})

test('of frames that pass quickly only the last is asked for', async () => {
  probe.draw(rect)
  probe.look(7)
  for (const frame of [8, 9, 10]) probe.look(frame)
  await vi.advanceTimersByTimeAsync(1000)
  expect(asked.map(({ question: { frame } }) => frame)).toEqual([7, 10])
})

test('the frames around are five seconds to either side, until another frame is looked at', async () => {
  probe.draw(rect)
  probe.look(300)
  probe.widen()
  expect(asked.at(-1)!.question).toMatchObject({ first: 200, last: 400, frame: 300 })
  expect(probe.wide).toBe(true)
  probe.look(300)
  expect(probe.wide).toBe(true)
  probe.look(301)
  await vi.advanceTimersByTimeAsync(1000)
  expect(probe.wide).toBe(false)
  expect(asked.at(-1)!.question).toMatchObject({ first: 301, last: 301 })
})

test('another region, or none, takes the answer of the one before away', async () => {
  probe.draw(rect)
  probe.look(7)
  asked[0]!.answer()
  await vi.advanceTimersByTimeAsync(0)
  expect(probe.asking.answer?.frame).toBe(7)
  probe.draw(null)
  expect([probe.asking.answer, probe.wide]).toEqual([null, false])
  probe.look(7)
  expect(asked.length).toBe(1)
})

test('put away, the tool forgets and asks for nothing', () => {
  probe.draw(rect)
  probe.look(7)
  probe.open = false
  expect([probe.rect, asked[0]!.signal.aborted]).toEqual([null, true])
  probe.look(8)
  probe.widen()
  expect(asked.length).toBe(1)
})
