import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Asking } from '../../../../src/renderer/evidence/asking.svelte.ts'
import { EventProof } from '../../../../src/renderer/evidence/eventProof.svelte.ts'
import { type Asked, interventionsOfTheApp } from '../../../fixtures/askedInterventions.ts'

let asked: Asked[]
beforeEach(() => (asked = interventionsOfTheApp()))
afterEach(() => vi.unstubAllGlobals())

const about = (frame: number) => ({ first: frame, last: frame, frame })

test('the newest question is answered, the one before is ended', async () => {
  const asking = new Asking('run')
  const older = asking.ask(about(1))
  const newer = asking.ask(about(2))
  expect(asked.map(({ signal }) => signal.aborted)).toEqual([true, false])
  asked[0]!.answer()
  asked[1]!.answer()
  await Promise.all([older, newer])
  expect(asking.answer?.frame).toBe(2)
  expect(asking.busy).toBe(false)
})

test('the answer before stays while the next is awaited, and a failure takes its place', async () => {
  const asking = new Asking('run')
  const first = asking.ask(about(1))
  asked[0]!.answer()
  await first
  const second = asking.ask(about(2))
  expect([asking.answer?.frame, asking.busy]).toEqual([1, true])
  asked[1]!.fail('The model sees nothing of that region.')
  await second
  expect([asking.answer, asking.busy, asking.failure]).toEqual([null, false, 'The model sees nothing of that region.'])
})

test('what is forgotten says nothing any more', async () => {
  const asking = new Asking('run')
  const going = asking.ask(about(1))
  asking.forget()
  expect(asked[0]!.signal.aborted).toBe(true)
  await going
  expect([asking.answer, asking.busy, asking.failure]).toEqual([null, false, null])
})

test.each([
  { where: 'inside', frame: 14, shown: 14 },
  { where: 'outside', frame: 40, shown: 17 }
])('an event is proved over its frames, and shown at the frame at hand where that lies $where', ({ frame, shown }) => {
  const proof = new EventProof('run')
  proof.toggle({ first: 10, last: 20, worst: 17 }, frame)
  expect(asked.map(({ question }) => question)).toEqual([{ first: 10, last: 20, frame: shown }])
  proof.close()
})

test('asked a second time, the proof closes and its question ends', () => {
  const proof = new EventProof('run')
  const event = { first: 10, last: 20, worst: 17 }
  proof.toggle(event, 12)
  proof.toggle(event, 12)
  expect([proof.open, asked.length, asked[0]!.signal.aborted]).toEqual([false, 1, true])
})
