import type { ReviewedEvent, Tag } from '../../shared/api.ts'
import type { EventKind } from '../../shared/eventKinds.ts'
import type { Verdict } from '../../shared/events.ts'

/** What the list of events can be ordered by. */
export const eventSorts = ['priority', 'time', 'length', 'kind'] as const
export type EventSort = (typeof eventSorts)[number]

/** Which events a person wants to see. */
export interface EventFilter {
  /** Those of these kinds are not shown. */
  hidden: readonly EventKind[]
  /** Null for all. */
  verdict: Verdict | null
  /** The event has this tag; null for all. */
  tag: string | null
  /** Seconds, both included. */
  length: { least: number; most: number }
  /** Words that all stand in the reason, the note or the tags, in capitals or not. */
  text: string
}

/** The filter that shows all events. */
export const everyEvent: EventFilter = {
  hidden: [],
  verdict: null,
  tag: null,
  length: { least: 0, most: Infinity },
  text: ''
}

/** How long an event lasts, in seconds. */
export type LengthOf = (event: Pick<ReviewedEvent, 'first' | 'last'>) => number

export function isShown(event: ReviewedEvent, filter: EventFilter, lengthOf: LengthOf): boolean {
  const { hidden, verdict, tag, length, text } = filter
  if (hidden.includes(event.kind)) return false
  if (verdict !== null && event.verdict !== verdict) return false
  if (tag !== null && !event.tags.includes(tag)) return false
  const seconds = lengthOf(event)
  if (seconds < length.least || seconds > length.most) return false
  const said = [event.reason, event.note, ...event.tags].join(' ').toLowerCase()
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => said.includes(word))
}

/** In the order of the list; of equal ones the earlier comes first. */
export function inOrder(events: readonly ReviewedEvent[], sort: EventSort, lengthOf: LengthOf): ReviewedEvent[] {
  const earlier = (a: ReviewedEvent, b: ReviewedEvent): number => a.first - b.first || a.last - b.last
  const orders: Record<EventSort, (a: ReviewedEvent, b: ReviewedEvent) => number> = {
    priority: (a, b) => b.priority - a.priority,
    time: earlier,
    length: (a, b) => lengthOf(b) - lengthOf(a),
    kind: (a, b) => a.kind.localeCompare(b.kind) || b.priority - a.priority
  }
  return events.toSorted((a, b) => orders[sort](a, b) || earlier(a, b))
}

/**
 * The first event without a verdict after one in the order of the list, and from its beginning where there is none;
 * null where all have one.
 * @param beside events that are about to get one
 */
export function nextOpen(
  order: readonly ReviewedEvent[],
  after: string,
  beside: readonly string[] = []
): ReviewedEvent | null {
  const at = order.findIndex(({ id }) => id === after)
  const isOpen = ({ id, verdict }: ReviewedEvent): boolean => verdict === 'open' && !beside.includes(id)
  return order.slice(at + 1).find(isOpen) ?? order.slice(0, Math.max(0, at)).find(isOpen) ?? null
}

/** The tags that a person gives, in their order, and then those that only events have. */
export function tagsOf(given: readonly Tag[], events: readonly ReviewedEvent[]): string[] {
  return [...new Set([...given.map(({ name }) => name), ...events.flatMap(({ tags }) => tags)])]
}

/** A list with some of its events as they are now. */
export function withChanged(list: readonly ReviewedEvent[], changed: readonly ReviewedEvent[]): ReviewedEvent[] {
  const now = new Map(changed.map((event) => [event.id, event]))
  return list.map((event) => now.get(event.id) ?? event)
}

/** The events from one to another in the order of the list, both included. */
export function between(order: readonly ReviewedEvent[], from: string, to: string): ReviewedEvent[] {
  const ends = [from, to].map((id) => order.findIndex((event) => event.id === id))
  const [first = 0, last = 0] = ends.toSorted((a, b) => a - b)
  return first < 0 ? order.filter(({ id }) => id === to) : order.slice(first, last + 1)
}
