import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  between,
  everyEvent,
  inOrder,
  isShown,
  nextOpen,
  type EventFilter
} from '../../../../src/renderer/events/eventListing.ts'
import { rowsAround, scrollFor } from '../../../../src/renderer/events/rowsInView.ts'
import type { ReviewedEvent } from '../../../../src/shared/api.ts'

const event = (id: string, first: number, last: number, more: Partial<ReviewedEvent> = {}): ReviewedEvent => ({
  ...{ id, kind: 'left', first, last, worst: first, severity: 1, reason: '90 % of attention left of the lane' },
  ...{ verdict: 'open', note: '', tags: [], judged: null, byHand: false, changed: false },
  ...{ steeringError: null, disagreement: null, priority: 0.5 },
  ...more
})
/** Ten frames a second. */
const lengthOf = ({ first, last }: { first: number; last: number }): number => (last - first + 1) / 10
const events = [
  event('a', 0, 9, { priority: 0.2, verdict: 'confirmed', tags: ['Shadow'] }),
  event('b', 20, 24, { priority: 0.9, kind: 'lost', note: 'a Tunnel' }),
  event('c', 30, 59, { priority: 0.5, verdict: 'unsure', kind: 'jumped' }),
  event('d', 70, 79, { priority: 0.9 })
]
const ids = (list: readonly ReviewedEvent[]): string => list.map(({ id }) => id).join('')

describe('the list of events', () => {
  test.each([
    ['all', {}, 'abcd'],
    ['those of some kinds', { hidden: ['left'] }, 'bc'],
    ['those without a verdict', { verdict: 'open' }, 'bd'],
    ['those with a tag', { tag: 'Shadow' }, 'a'],
    ['those from a length on, with it', { length: { least: 1, most: Infinity } }, 'acd'],
    ['those up to a length, with it', { length: { least: 0, most: 0.5 } }, 'b'],
    ['those with words in note, tags or reason, in any order', { text: ' tunnel  LANE ' }, 'b'],
    ['those with a word in a tag', { text: 'shadow' }, 'a'],
    ['none where one of the words is nowhere', { text: 'tunnel cat' }, ''],
    ['those that all of it holds of', { verdict: 'open', text: 'lane', length: { least: 1, most: 2 } }, 'd']
  ] as [string, Partial<EventFilter>, string][])('shows %s', (_, filter, shown) => {
    expect(ids(events.filter((each) => isShown(each, { ...everyEvent, ...filter }, lengthOf)))).toBe(shown)
  })

  test.each([
    ['priority', 'bdca'],
    ['time', 'abcd'],
    ['length', 'cadb'],
    ['kind', 'cdab']
  ] as const)('is ordered by %s, the earlier first of equal ones', (sort, order) => {
    expect(ids(inOrder(events.toReversed(), sort, lengthOf))).toBe(order)
  })

  test('goes on to the next event without a verdict, from the beginning again after the last', () => {
    expect(nextOpen(events, 'a')?.id).toBe('b')
    expect(nextOpen(events, 'b')?.id).toBe('d')
    expect(nextOpen(events, 'd')?.id).toBe('b')
    expect(nextOpen(events, 'b', ['d'])).toBeNull()
    expect(nextOpen(events, 'gone')?.id).toBe('b')
    expect(nextOpen([], 'a')).toBeNull()
  })

  test('comes to every event without a verdict once', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 30 }), fc.nat(), (open, start) => {
        let list = open.map((isOpen, i) => event(String(i), i, i, { verdict: isOpen ? 'open' : 'dismissed' }))
        let at = list[start % list.length]!
        const judged: string[] = []
        for (let next = nextOpen(list, at.id); next; next = nextOpen(list, at.id)) {
          at = next
          judged.push(at.id)
          list = list.map((each) => (each.id === at.id ? { ...each, verdict: 'confirmed' } : each))
          expect(judged.length).toBeLessThanOrEqual(open.length)
        }
        const left = list.filter(({ verdict }) => verdict === 'open').map(({ id }) => id)
        // The one that it began at is where the person is already.
        expect(left.every((id) => id === String(start % open.length))).toBe(true)
      })
    )
  })

  test('is chosen from one event to another, whichever comes first', () => {
    expect(ids(between(events, 'b', 'd'))).toBe('bcd')
    expect(ids(between(events, 'd', 'b'))).toBe('bcd')
    expect(ids(between(events, 'gone', 'c'))).toBe('c')
  })
})

test('rows in view are always there, and no more than some hundreds', () => {
  fc.assert(
    fc.property(fc.nat(5000), fc.integer({ min: 1, max: 60 }), fc.nat(5000), (first, count, total) => {
      const { from, to } = rowsAround(first, count, total)
      expect(from).toBeGreaterThanOrEqual(0)
      expect(to).toBeLessThanOrEqual(total)
      for (const row of [first, first + count - 1].filter((each) => each < total)) {
        expect(from).toBeLessThanOrEqual(row)
        expect(to).toBeGreaterThan(row)
      }
      expect(to - from).toBeLessThan(400)
    })
  )
})

test('a list is scrolled as little as shows a row whole', () => {
  const view = { top: 100, height: 300 }
  expect(scrollFor({ top: 200, height: 50 }, view, 20)).toBe(100)
  expect(scrollFor({ top: 60, height: 50 }, view, 20)).toBe(40)
  expect(scrollFor({ top: 400, height: 50 }, view, 20)).toBe(170)
  expect(scrollFor({ top: 0, height: 50 }, view, 20)).toBe(0)
  // What is higher than the view begins at its top.
  expect(scrollFor({ top: 500, height: 400 }, view, 20)).toBe(500)
})
