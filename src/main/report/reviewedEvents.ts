import { randomUUID } from 'node:crypto'
import type { EventList, JudgeEvent, ReviewedEvent } from '../../shared/api.ts'
import { InputError, NotFoundError } from '../../shared/errors.ts'
import { defaultRule, type FrameScore, type Rule } from '../../shared/events.ts'
import { findEvents } from '../attention/events.ts'
import { matchVerdicts } from '../attention/matchVerdicts.ts'
import type { Judgement } from '../store/reviewTables.ts'
import type { StoredRun } from '../store/runTable.ts'
import type { Store } from '../store/store.ts'

/**
 * The events of a run by its rule, each with what a person said of it, and the ones added by hand; in order of time.
 * An event keeps the id under which it was judged, also where another rule has moved its ends.
 */
export function reviewedEvents(store: Store, run: StoredRun): EventList {
  const { library } = store
  const cache = store.cache(run.driveId)
  const rule = library.rules.get(run.id) ?? defaultRule
  const scores = cache.scores(run.id)
  const judgements = library.judgements.list(run.id)
  const found = findEvents(scores, cache.times(), rule)
  const { taken } = matchVerdicts(
    found,
    judgements.filter((judgement) => !judgement.byHand)
  )
  const events: ReviewedEvent[] = found.map((event, i) => {
    const judgement = taken[i]
    return {
      ...event,
      id: judgement ? eventId(judgement) : `${event.first}-${event.last}`,
      verdict: judgement?.verdict ?? 'open',
      note: judgement?.note ?? '',
      byHand: false
    }
  })
  for (const judgement of judgements) if (judgement.byHand) events.push(eventByHand(judgement, scores, rule))
  return { rule, events: events.toSorted((a, b) => a.first - b.first || a.last - b.last) }
}

/**
 * Notes what a person says of an event; what is left out stays.
 * @throws NotFoundError
 */
export function judgeEvent(store: Store, run: StoredRun, id: string, change: JudgeEvent): ReviewedEvent {
  const event = eventOf(store, run, id)
  const judged = { ...event, verdict: change.verdict ?? event.verdict, note: change.note ?? event.note }
  store.library.judgements.save(judgementOf(run, judged))
  return judged
}

/** Adds a stretch that a person found. @throws InputError where the run has no such frames */
export function addEvent(
  store: Store,
  run: StoredRun,
  stretch: { first: number; last: number; note: string }
): ReviewedEvent {
  const frames = store.cache(run.driveId).resultsDone(run.id)
  if (stretch.last >= frames)
    throw new InputError(
      `The run has frames 0 to ${frames - 1}, so there is no stretch ${stretch.first} to ${stretch.last}.`
    )
  const id = `hand-${randomUUID().slice(0, 8)}`
  const judgement = judgementOf(run, { ...stretch, id, verdict: 'confirmed', byHand: true })
  store.library.judgements.save(judgement)
  return eventOf(store, run, id)
}

/** Takes away an event that was added by hand. @throws NotFoundError, and InputError for one that the rule found */
export function removeEvent(store: Store, run: StoredRun, id: string): void {
  if (!eventOf(store, run, id).byHand)
    throw new InputError('Only events added by hand can be deleted; dismiss this one, or change the rule.')
  store.library.judgements.remove(judgementId(run.id, id))
}

function eventOf(store: Store, run: StoredRun, id: string): ReviewedEvent {
  const event = reviewedEvents(store, run).events.find((candidate) => candidate.id === id)
  if (!event) throw new NotFoundError(`There is no event '${id}' in this run (any more).`)
  return event
}

/** In the library ids are unique over all runs, on the wire within one. */
function judgementId(runId: string, id: string): string {
  return `${runId}:${id}`
}

function eventId(judgement: Judgement): string {
  return judgement.id.slice(judgement.runId.length + 1)
}

function judgementOf(
  run: StoredRun,
  event: Pick<ReviewedEvent, 'id' | 'first' | 'last' | 'verdict' | 'note' | 'byHand'>
): Judgement {
  const { id, first, last, verdict, note, byHand } = event
  return { id: judgementId(run.id, id), driveId: run.driveId, runId: run.id, first, last, verdict, note, byHand }
}

function eventByHand(judgement: Judgement, scores: readonly FrameScore[], rule: Rule): ReviewedEvent {
  const { first, last, verdict, note } = judgement
  let worst = first
  let lowest = Infinity
  for (let frame = first; frame <= last; frame++) {
    const value = scores[frame]?.[rule.measure] ?? Infinity
    if (value < lowest) [worst, lowest] = [frame, value]
  }
  const depth = Number.isFinite(lowest) && rule.enter > 0 ? Math.max(0, 1 - lowest / rule.enter) : 0
  return {
    id: eventId(judgement),
    first,
    last,
    worst,
    severity: depth,
    reason: 'marked by hand',
    verdict,
    note,
    byHand: true
  }
}
