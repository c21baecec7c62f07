import { expect, test } from 'vitest'
import {
  byPriority,
  byPlace,
  eventAt,
  lowestFrame,
  neighbour,
  worstEvent
} from '../../../../src/renderer/events/eventOrder.ts'
import type { ReviewedEvent } from '../../../../src/shared/api.ts'

const event = (id: string, first: number, last: number, priority: number): ReviewedEvent => ({
  id,
  kind: 'left',
  first,
  last,
  worst: Math.floor((first + last) / 2),
  severity: 1,
  reason: '',
  verdict: 'open' as const,
  note: '',
  tags: [],
  judged: null,
  byHand: false,
  changed: false,
  steeringError: null,
  disagreement: null,
  priority
})
const events = [event('mild', 10, 20, 0.2), event('worst', 50, 60, 0.9), event('late', 80, 90, 0.5)]

test('the worst event is the one of highest priority that is not dismissed', () => {
  const [mild, worst, late] = events as [ReviewedEvent, ReviewedEvent, ReviewedEvent]
  expect(worstEvent(byPriority(events))?.id).toBe('worst')
  expect(worstEvent(byPriority([mild, { ...worst, verdict: 'dismissed' }, late]))?.id).toBe('late')
  expect(worstEvent(byPriority([{ ...worst, verdict: 'dismissed' }]))?.id).toBe('worst')
  expect(worstEvent([])).toBeNull()
})

test('without events the lowest score counts; frames without a score do not', () => {
  expect(lowestFrame([null, 2, 0.5, null, 0.5, 3])).toBe(2)
  expect(lowestFrame([null, null])).toBeNull()
})

test('jumping goes through all events in both directions and stops at the ends', () => {
  const placed = byPlace(events)
  const path = (from: number, direction: 1 | -1) => {
    const ids: string[] = []
    for (let at = neighbour(placed, from, direction); at; at = neighbour(placed, at.worst, direction)) ids.push(at.id)
    return ids
  }
  expect(path(0, 1)).toEqual(['mild', 'worst', 'late'])
  expect(path(1000, -1)).toEqual(['late', 'worst', 'mild'])
})

test('of overlapping events the picked one holds, else the one of highest priority', () => {
  const ranked = byPriority([...events, event('by hand', 45, 58, 0)])
  expect(eventAt(ranked, 50, null)?.id).toBe('worst')
  expect(eventAt(ranked, 50, 'by hand')?.id).toBe('by hand')
  expect(eventAt(ranked, 59, 'by hand')?.id).toBe('worst')
  expect(eventAt(ranked, 70, 'by hand')).toBeNull()
})
