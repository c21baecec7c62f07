import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { EventDesk } from '../../../../src/renderer/events/eventDesk.svelte.ts'
import { EventsHere, type ScoredDrive } from '../../../../src/renderer/events/eventsHere.svelte.ts'
import type { EventList, ReviewedEvent } from '../../../../src/shared/api.ts'
import { defaultRule } from '../../../../src/shared/events.ts'
import { curvesOf } from '../../../../src/shared/measures.ts'
import { frameTimes } from '../../../../src/renderer/frames/frameTimes.ts'
import { Player } from '../../../../src/renderer/frames/player.svelte.ts'

/** What was asked for with POST. */
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
  const desk = new EventDesk({ run: 'run', drive: 'drive', timeOf: (i) => times.at(i) }, async () => undefined)
  return { player, desk, here: new EventsHere(desk, player, { count: 100, rate: 20, series }) }
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

/** Three events at frames 10, 40 and 70, of priority 0.3, 0.9 and 0.6. */
function withEvents() {
  const { player, here, desk } = at(10)
  const event = (first: number, priority: number): ReviewedEvent => ({
    ...{ id: String(first), kind: 'left', first, last: first + 5, worst: first + 2, severity: 1, reason: '', note: '' },
    ...{ verdict: 'open', tags: [], judged: null, byHand: false, changed: false, priority },
    ...{ steeringError: null, disagreement: null }
  })
  const events = [event(10, 0.3), event(40, 0.9), event(70, 0.6)]
  desk.list = { rule: defaultRule, thresholds: null, nominal: null, comparedWith: null, untold: [], events }
  const verdicts = () => desk.all.map(({ verdict }) => verdict)
  return { player, here, desk, verdicts }
}

test('a verdict shows at once, and the next event of the list without one comes by itself', async () => {
  const { player, here, verdicts } = withEvents()
  here.goToWorst()
  expect(player.frame).toBe(42)
  here.judge('confirmed')
  expect([player.frame, verdicts()]).toEqual([72, ['open', 'confirmed', 'open']])
  here.judge('unsure')
  expect([player.frame, verdicts()]).toEqual([12, ['open', 'confirmed', 'unsure']])
  here.judge('dismissed')
  // There is no next one.
  expect([player.frame, verdicts()]).toEqual([12, ['dismissed', 'confirmed', 'unsure']])
  // The same again takes it back, and stays.
  here.judge('dismissed')
  expect([player.frame, verdicts()]).toEqual([12, ['open', 'confirmed', 'unsure']])
  await vi.waitFor(() => expect(added).toHaveLength(4))
  expect(added[0]).toEqual({ events: ['40'], verdict: 'confirmed' })
})

test('a verdict stays where it is given when a person wants that', () => {
  const { player, here, desk } = withEvents()
  desk.settings.goesOn = false
  here.goToWorst()
  here.judge('confirmed')
  expect(player.frame).toBe(42)
})

test('a verdict that cannot be kept is gone again', async () => {
  const { here, desk, verdicts } = withEvents()
  const { list } = desk
  vi.stubGlobal('fetch', async (path: string, { method }: RequestInit = {}) => {
    if (method === 'POST') return Response.json({ error: 'The disk is full.' }, { status: 503 })
    return Response.json(path.endsWith('/steps') ? { undo: null, redo: null } : (list satisfies EventList | null))
  })
  here.goToWorst()
  here.judge('confirmed')
  expect(verdicts()).toContain('confirmed')
  await vi.waitFor(() => expect(verdicts()).toEqual(['open', 'open', 'open']))
})

test('next and previous follow the list, whatever its order', () => {
  const { player, here, desk } = withEvents()
  here.goToWorst()
  here.goToNeighbour(1)
  expect(player.frame).toBe(72)
  here.goToNeighbour(1)
  expect(player.frame).toBe(12)
  here.goToNeighbour(1)
  expect(player.frame).toBe(12)
  desk.settings.sort = 'time'
  here.goToNeighbour(1)
  expect(player.frame).toBe(42)
  player.go(60)
  here.goToNeighbour(-1)
  expect(player.frame).toBe(42)
})

test('what is selected gets verdict and tag, and only as far as it is shown', () => {
  const { player, here, desk, verdicts } = withEvents()
  desk.book.tags = [{ name: 'rain', key: '3' }]
  player.go(12)
  here.selectTo(desk.all[1]!)
  expect(here.wanted.map(({ id }) => id)).toEqual(['40', '70', '10'])
  here.selected.clear()
  here.toggle(desk.all[0]!)
  here.selectTo(desk.all[2]!)
  here.tagBy('3')
  here.tagBy('4')
  expect(desk.all.map(({ tags }) => tags)).toEqual([['rain'], [], ['rain']])
  desk.filter = { ...desk.filter, length: { least: 0, most: 0 } }
  expect(here.wanted).toEqual([])
  desk.filter = { ...desk.filter, length: { least: 0, most: 9 } }
  here.judge('dismissed')
  expect([verdicts(), here.selected.size, player.frame]).toEqual([['dismissed', 'open', 'dismissed'], 0, 42])
})
