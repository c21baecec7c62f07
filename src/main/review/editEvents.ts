import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import type { AddEvent, ChangeEvent, ChangeEvents, ReviewedEvent } from '../../shared/api.ts'
import { InputError, NotFoundError } from '../../shared/errors.ts'
import type { Verdict } from '../../shared/events.ts'
import type { FrameRange } from '../../shared/recording.ts'
import type { Judgement } from '../store/judgementTable.ts'
import type { StoredRun } from '../store/runTable.ts'
import type { Store } from '../store/store.ts'
import { editEvents, reviewerOf } from './personalSteps.ts'
import { judgementId, reviewedEvents } from './reviewedEvents.ts'
import type { Reviews } from './reviews.ts'

// What a person does to the events of a run. An event that the rule found and a person trims, splits or merges becomes
// one by hand that stands instead of what was found: it stays as it is when the drive is flagged anew.

/**
 * Notes what a person says of an event, and trims it to other frames; what is left out stays.
 * @returns the event, which has another id once it was trimmed
 * @throws NotFoundError, and InputError where the run has no such frames
 */
export function changeEvent(reviews: Reviews, run: StoredRun, id: string, change: ChangeEvent): ReviewedEvent {
  const known = knownEvents(reviews, run)
  const event = known.event(id)
  const { note = event.note, tags = event.tags, first = event.first, last = event.last } = change
  const trimmed = first !== event.first || last !== event.last
  if (trimmed) requireFrames(reviews.store, run, { first, last })
  const judged = { ...withVerdict(reviews.store, known.judgement(event), change.verdict), note, tags, first, last }
  const what = changeInWords(change, trimmed)
  if (trimmed && !event.byHand)
    return replaceEvents(reviews, run, what, [event], [{ ...judged, ...byHand(run, [judged]) }])[0]!
  editEvents(reviews, run, what, [event], () => reviews.store.library.judgements.save(judged))
  return knownEvents(reviews, run).event(id)
}

/**
 * Gives several events a verdict and tags, in one step.
 * @returns them, in the order of `events`
 * @throws NotFoundError where one is not there: then nothing changes
 */
export function changeEvents(
  reviews: Reviews,
  run: StoredRun,
  { events: ids, verdict, addTags, removeTags }: z.output<typeof ChangeEvents>
): ReviewedEvent[] {
  const known = knownEvents(reviews, run)
  const events = [...new Set(ids)].map((id) => known.event(id))
  const judged = events.map((event) => ({
    ...withVerdict(reviews.store, known.judgement(event), verdict),
    tags: [...new Set([...event.tags, ...addTags])].filter((tag) => !removeTags.includes(tag))
  }))
  editEvents(reviews, run, severalInWords(verdict, addTags, removeTags), events, () =>
    reviews.store.library.judgements.replace([], judged)
  )
  const now = knownEvents(reviews, run)
  return events.map(({ id }) => now.event(id))
}

/** A judgement with another verdict, and who gave it when; as it is where the verdict stays. */
function withVerdict({ library }: Store, judgement: Judgement, verdict = judgement.verdict): Judgement {
  if (verdict === judgement.verdict) return judgement
  return {
    ...judgement,
    verdict,
    judged: verdict === 'open' ? null : { reviewer: reviewerOf(library), at: Date.now() }
  }
}

const verdictWords: Record<Verdict, string> = {
  open: 'take back the verdict on',
  confirmed: 'confirm',
  dismissed: 'dismiss',
  unsure: 'leave undecided'
}

function changeInWords({ verdict, note, tags }: ChangeEvent, trimmed: boolean): string {
  if (trimmed) return 'change the frames of'
  if (verdict !== undefined) return verdictWords[verdict]
  if (tags !== undefined) return 'change the tags of'
  return note === '' ? 'remove the note on' : 'write a note on'
}

function severalInWords(verdict: Verdict | undefined, added: readonly string[], removed: readonly string[]): string {
  if (verdict !== undefined) return verdictWords[verdict]
  if (added.length > 0) return `add ${added.map((tag) => `‘${tag}’`).join(', ')} to`
  return `take ${removed.map((tag) => `‘${tag}’`).join(', ')} from`
}

/** Adds a stretch that a person found. @throws InputError where the run has no such frames */
export function addEvent(reviews: Reviews, run: StoredRun, stretch: z.output<typeof AddEvent>): ReviewedEvent {
  requireFrames(reviews.store, run, stretch)
  const { id: runId, driveId } = run
  const judged = { reviewer: reviewerOf(reviews.store.library), at: Date.now() }
  const verdict = 'confirmed' as const
  const added = { ...stretch, ...byHand(run, []), runId, driveId, verdict, tags: [], judged }
  return replaceEvents(reviews, run, 'add', [], [added])[0]!
}

/**
 * Makes two of one event; `at` is the first frame of the later one. Both keep the verdict, the earlier one the note.
 * @throws NotFoundError, and InputError where `at` leaves nothing of one part
 */
export function splitEvent(reviews: Reviews, run: StoredRun, id: string, at: number): ReviewedEvent[] {
  const known = knownEvents(reviews, run)
  const event = known.event(id)
  if (at <= event.first || at > event.last)
    throw new InputError(
      event.first === event.last
        ? 'An event of one frame cannot be split.'
        : `The event can be split at frames ${event.first + 1} to ${event.last}, not at ${at}.`
    )
  const whole = known.judgement(event)
  return replaceEvents(
    reviews,
    run,
    'split',
    [event],
    [
      { ...whole, ...byHand(run, [whole]), last: at - 1 },
      { ...whole, ...byHand(run, [whole]), first: at, note: '' }
    ]
  )
}

/**
 * Makes one of several events of a kind, from the first frame of all to the last. Notes are kept, one a line.
 * @throws NotFoundError, and InputError for events of several kinds
 */
export function mergeEvents(reviews: Reviews, run: StoredRun, ids: readonly string[]): ReviewedEvent {
  const known = knownEvents(reviews, run)
  const events = [...new Set(ids)].map((id) => known.event(id)).toSorted((a, b) => a.first - b.first)
  if (events.length < 2) throw new InputError('There is only one event to merge.')
  if (events.some(({ kind }) => kind !== events[0]!.kind))
    throw new InputError('Only events of one kind can be merged.')
  const parts = events.map((event) => known.judgement(event))
  const verdict = strongest(events.map((event) => event.verdict))
  const merged = {
    ...parts[0]!,
    ...byHand(run, parts),
    ...hull(events),
    verdict,
    judged: parts.find((part) => part.verdict === verdict)?.judged ?? null,
    tags: [...new Set(parts.flatMap(({ tags }) => tags))],
    note: events
      .map(({ note }) => note)
      .filter((note) => note !== '')
      .join('\n')
  }
  return replaceEvents(reviews, run, 'join', events, [merged])[0]!
}

/**
 * Takes away an event that was added or changed by hand; what the rule found in its place comes back.
 * @throws NotFoundError, and InputError for one that the rule found
 */
export function removeEvent(reviews: Reviews, run: StoredRun, id: string): void {
  const event = knownEvents(reviews, run).event(id)
  if (!event.byHand)
    throw new InputError('Only events added or changed by hand can be removed; dismiss this one, or change the rule.')
  editEvents(reviews, run, 'remove', [event], () => reviews.store.library.judgements.remove(judgementId(run.id, id)))
}

/** The events of a run as they are before an edit. */
interface KnownEvents {
  /** @throws NotFoundError */
  event(id: string): ReviewedEvent
  /** What the library keeps of an event, or would. */
  judgement(event: ReviewedEvent): Judgement
}

function knownEvents(reviews: Reviews, run: StoredRun): KnownEvents {
  const { events } = reviewedEvents(reviews, run)
  const kept = new Map(reviews.store.library.judgements.list(run.id).map((judgement) => [judgement.id, judgement]))
  return {
    event(id) {
      const event = events.find((candidate) => candidate.id === id)
      if (!event) throw new NotFoundError(`There is no event '${id}' in this run (any more).`)
      return event
    },
    judgement(event) {
      const id = judgementId(run.id, event.id)
      const { kind, first, last, verdict, note, tags, judged, byHand } = event
      const of = { id, driveId: run.driveId, runId: run.id }
      const judgement: Judgement = { ...of, kind, first, last, verdict, note, tags, judged, byHand }
      const instead = kept.get(id)?.instead
      return instead ? { ...judgement, instead } : judgement
    }
  }
}

/** @throws InputError where the run has no such frames */
export function requireFrames(store: Store, run: StoredRun, { first, last }: FrameRange): void {
  const frames = store.cache(run.driveId).resultsDone(run.id)
  if (first > last) throw new InputError(`An event cannot begin at frame ${first} and end before it, at ${last}.`)
  if (last >= frames)
    throw new InputError(`The run has frames 0 to ${frames - 1}, so there is no stretch ${first} to ${last}.`)
}

/** A new event by hand, made of others: it stands instead of what the rule found where they are. */
function byHand(run: StoredRun, parts: readonly Judgement[]): Pick<Judgement, 'id' | 'byHand' | 'instead'> {
  const found = parts.flatMap((part) => part.instead ?? (part.byHand ? [] : [{ first: part.first, last: part.last }]))
  return {
    id: judgementId(run.id, `hand-${randomUUID().slice(0, 8)}`),
    byHand: true,
    ...(found.length > 0 && { instead: hull(found) })
  }
}

function replaceEvents(
  reviews: Reviews,
  run: StoredRun,
  what: string,
  replaced: readonly ReviewedEvent[],
  made: readonly Judgement[]
): ReviewedEvent[] {
  editEvents(reviews, run, what, replaced.length > 0 ? replaced : made, () =>
    reviews.store.library.judgements.replace(
      replaced.map(({ id }) => judgementId(run.id, id)),
      made
    )
  )
  const { events } = reviewedEvents(reviews, run)
  const ids = new Set(made.map(({ id }) => id))
  return events.filter((event) => ids.has(judgementId(run.id, event.id)))
}

function hull(ranges: readonly FrameRange[]): FrameRange {
  return {
    first: Math.min(...ranges.map(({ first }) => first)),
    last: Math.max(...ranges.map(({ last }) => last))
  }
}

function strongest(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('confirmed')) return 'confirmed'
  const [first = 'open', ...others] = verdicts
  return others.every((verdict) => verdict === first) ? first : 'open'
}
