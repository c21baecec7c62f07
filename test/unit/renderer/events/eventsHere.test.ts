import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { EventDesk } from '../../../../src/renderer/events/eventDesk.svelte.ts'
import { EventsHere, type ScoredDrive } from '../../../../src/renderer/events/eventsHere.svelte.ts'
import { curvesOf } from '../../../../src/shared/measures.ts'
import { frameTimes } from '../../../../src/renderer/frames/frameTimes.ts'
import { Player } from '../../../../src/renderer/frames/player.svelte.ts'

/** First and last frames of the events that were asked for. */
let added: unknown[]

beforeEach(() => {
  added = []
  vi.stubGlobal('cancelAnimationFrame', () => undefined)
  vi.stubGlobal('fetch', async (_: string, { method, body }: RequestInit = {}) => {
    if (method === 'POST') added.push(JSON.parse(body as string))
    return Response.json({ error: 'Not in this test.' }, { status: 404 })
  })
})
afterEach(() => vi.unstubAllGlobals())

/** A drive of 100 frames, 20 a second, without events. */
function at(frame: number, series: ScoredDrive['series'] = null) {
  const times = frameTimes([], 100, 20)
  const player = new Player(() => times)
  player.go(frame)
  return {
    player,
    here: new EventsHere(new EventDesk('run', async () => undefined), player, { count: 100, rate: 20, series })
  }
}

test('without a mark the half second around the playhead becomes an event, inside the drive', async () => {
  await at(50).here.add()
  await at(2).here.add()
  await at(98).here.add()
  expect(added).toEqual([
    { first: 45, last: 55 },
    { first: 0, last: 7 },
    { first: 93, last: 99 }
  ])
})

test('marked frames become an event wherever the playhead is, and are marked no more', async () => {
  const { here } = at(50)
  here.marked = { first: 3, last: 9 }
  await here.add()
  expect([added, here.marked]).toEqual([[{ first: 3, last: 9 }], null])
})

test('where there are no events the worst frame has the lowest score of those whose lane is certain', () => {
  const lifts = [2, 0.1, null, 0.6, 1]
  const scores = lifts.map((lift) => ({ lift, share: 1, laneConfidence: 1, zones: null }))
  const series = { ...curvesOf(scores), laneConfidence: [1, 0, 1, 1, 1] }
  const { player, here } = at(50, series)
  here.goToWorst()
  expect([player.frame, here.current, here.inHand]).toEqual([3, null, null])
})
