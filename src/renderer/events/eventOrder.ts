import type { ReviewedEvent } from '../../shared/api.ts'

/** Of highest priority first; earlier first where they are equal. */
export function byPriority(events: readonly ReviewedEvent[]): ReviewedEvent[] {
  return [...events].sort((a, b) => b.priority - a.priority || a.first - b.first)
}

/** In the order of their worst frames. */
export function byPlace(events: readonly ReviewedEvent[]): ReviewedEvent[] {
  return [...events].sort((a, b) => a.worst - b.worst || a.first - b.first)
}

/** Of `ranked`, the event that a frame lies in: the one called `picked` where it does, else the first. */
export function eventAt(ranked: readonly ReviewedEvent[], frame: number, picked: string | null): ReviewedEvent | null {
  const here = ranked.filter((event) => event.first <= frame && frame <= event.last)
  return here.find((event) => event.id === picked) ?? here[0] ?? null
}

/** Of `placed` (see byPlace), the first event whose worst frame lies after (1) or before (-1) a frame. */
export function neighbour(placed: readonly ReviewedEvent[], frame: number, direction: 1 | -1): ReviewedEvent | null {
  const found =
    direction === 1 ? placed.find((event) => event.worst > frame) : placed.findLast((event) => event.worst < frame)
  return found ?? null
}

/** The event to look at first: the one of highest priority that is not dismissed. */
export function worstEvent(ranked: readonly ReviewedEvent[]): ReviewedEvent | null {
  return ranked.find((candidate) => candidate.verdict !== 'dismissed') ?? ranked[0] ?? null
}

/** The frame with the lowest score; null where no frame has one. */
export function lowestFrame(scores: readonly (number | null)[]): number | null {
  let lowest: number | null = null
  scores.forEach((score, frame) => {
    if (score !== null && (lowest === null || score < scores[lowest]!)) lowest = frame
  })
  return lowest
}
