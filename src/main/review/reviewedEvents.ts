import type { EventList, ReviewedEvent, RulePreview } from '../../shared/api.ts'
import { eventKinds } from '../../shared/eventKinds.ts'
import type { Rule } from '../../shared/events.ts'
import { marginIndex } from '../../shared/margins.ts'
import { matchVerdicts, partWithin } from '../attention/matchVerdicts.ts'
import { reasonByHand } from '../attention/reason.ts'
import { secondsOf } from '../attention/ruleInput.ts'
import type { Judgement } from '../store/judgementTable.ts'
import type { StoredRun } from '../store/runTable.ts'
import type { Store } from '../store/store.ts'
import { flagRun, rankEvent, type FlaggedRun, type RankedEvent } from './flaggedRun.ts'
import { ruleOf, type Reviews } from './reviews.ts'
import { judgedCurves } from './series.ts'

/** What the rule finds mostly within frames that a person has edited is what they edited. */
const MOSTLY = 0.5

/**
 * The events of a run by its rule, each with what a person said of it, and the ones added or changed by hand; in order
 * of time. An event keeps the id under which it was judged, also where another rule has moved its ends.
 */
export function reviewedEvents(reviews: Reviews, run: StoredRun): EventList {
  return eventList(reviews.store, run, reviews.flagged(run))
}

/** What a rule would find in a run; nothing is kept. */
export function previewRule(reviews: Reviews, run: StoredRun, rule: Rule): RulePreview {
  const { store } = reviews
  const measured = reviews.measured(run)
  const list = eventList(store, run, flagRun(measured, rule, store.library.nominal.get(run.driveId)))
  return { ...list, curves: readsAlike(ruleOf(store, run), rule) ? null : judgedCurves(measured.judged(rule)) }
}

function readsAlike(a: Rule, b: Rule): boolean {
  return marginIndex(a.margin) === marginIndex(b.margin) && a.minConfidence === b.minConfidence
}

function eventList({ library }: Store, run: StoredRun, flagged: FlaggedRun): EventList {
  const { rule, thresholds, nominal, untold, found } = flagged
  const { beside } = flagged.measured
  const judgements = library.judgements.list(run.id)
  const byHand = judgements.filter((judgement) => judgement.byHand)
  const standing = found.filter(
    (event) =>
      !byHand.some(({ kind, instead }) => kind === event.kind && instead && partWithin(event, instead) > MOSTLY)
  )
  const events = [
    ...eventKinds.flatMap(({ id }) =>
      withVerdicts(
        standing.filter(({ kind }) => kind === id),
        judgements.filter(({ kind, byHand }) => kind === id && !byHand)
      )
    ),
    ...byHand.map((judgement) => eventByHand(judgement, flagged))
  ]
  return {
    rule,
    thresholds,
    nominal,
    comparedWith: beside && { runId: beside.id, modelName: library.models.get(beside.modelId).name },
    untold,
    events: events.toSorted((a, b) => a.first - b.first || a.last - b.last)
  }
}

/** @param found of one kind, as the judgements are */
function withVerdicts(found: readonly RankedEvent[], judgements: readonly Judgement[]): ReviewedEvent[] {
  const { taken } = matchVerdicts(found, judgements)
  return found.map((event, i) => {
    const judgement = taken[i]
    return reviewed(event, {
      id: judgement ? eventId(judgement) : idOf(event),
      verdict: judgement?.verdict ?? 'open',
      note: judgement?.note ?? '',
      tags: judgement?.tags ?? [],
      judged: judgement?.judged ?? null,
      byHand: false,
      changed: false
    })
  })
}

/** Ids of events are of old those of attention that left; others may lie in the same frames. */
function idOf({ kind, first, last }: RankedEvent): string {
  return kind === 'left' ? `${first}-${last}` : `${kind}-${first}-${last}`
}

function eventByHand(judgement: Judgement, { input, measured, describe }: FlaggedRun): ReviewedEvent {
  const { kind, first, verdict, note, tags, judged, instead } = judgement
  const stretch = { first, last: Math.min(judgement.last, input.times.length - 1) }
  const event = {
    kind,
    ...stretch,
    ...describe(kind, stretch),
    reason: reasonByHand(input.scores, stretch, secondsOf(input, stretch))
  }
  const changed = instead !== undefined
  const said = { verdict, note, tags, judged }
  return reviewed(rankEvent(event, measured, input), { id: eventId(judgement), ...said, byHand: true, changed })
}

/** An event with what a person said of it. */
function reviewed(
  { steeringError, disagreement, priority, ...event }: RankedEvent,
  said: Pick<ReviewedEvent, 'id' | 'verdict' | 'note' | 'tags' | 'judged' | 'byHand' | 'changed'>
): ReviewedEvent {
  return { ...event, ...said, steeringError, disagreement, priority }
}

/** In the library ids are unique over all runs, on the wire within one. */
export function judgementId(runId: string, id: string): string {
  return `${runId}:${id}`
}

/** The id of an event on the wire. */
export function eventId({ id, runId }: Pick<Judgement, 'id' | 'runId'>): string {
  return id.slice(runId.length + 1)
}
