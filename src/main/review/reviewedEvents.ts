import type { EventList, ReviewedEvent, RulePreview } from '../../shared/api.ts'
import { defaultRule, type AttentionEvent, type Rule } from '../../shared/events.ts'
import { marginIndex } from '../../shared/margins.ts'
import type { FrameRange } from '../../shared/recording.ts'
import { concern, steeringInWords, timesUsual } from '../attention/concern.ts'
import { describeStretch, readScores, secondsOf, type Reading } from '../attention/describeStretch.ts'
import { findEvents } from '../attention/events.ts'
import { matchVerdicts, partWithin } from '../attention/matchVerdicts.ts'
import { reasonByHand } from '../attention/reason.ts'
import { withValues } from '../attention/thresholds.ts'
import type { Judgement } from '../store/judgementTable.ts'
import type { StoredRun } from '../store/runTable.ts'
import type { Store } from '../store/store.ts'
import { steeringBeside, type SteeringBeside } from './steeringBeside.ts'

/** What a run says of its events, before a person has said anything. */
type Found = AttentionEvent & Pick<ReviewedEvent, 'id' | 'verdict' | 'note' | 'byHand' | 'changed'>

/** Steering is compared from the first frame of an event to this long after its last: what happened next counts. */
const AFTERWARDS_SECONDS = 1

/** What the rule finds mostly within frames that a person has edited is what they edited. */
const MOSTLY = 0.5

/**
 * The events of a run by its rule, each with what a person said of it, and the ones added or changed by hand; in order
 * of time. An event keeps the id under which it was judged, also where another rule has moved its ends.
 *
 * @param rule tried instead of the one that is kept
 */
export function reviewedEvents(store: Store, run: StoredRun, rule: Rule = ruleOf(store, run)): EventList {
  const { library } = store
  const cache = store.cache(run.driveId)
  const nominal = library.nominal.get(run.driveId)
  const scores = cache.scores(run.id, rule.margin)
  const times = cache.times()
  const judgements = library.judgements.list(run.id)
  const values = withValues(scores, times, rule, nominal)
  const beside = steeringBeside(store, run)

  const found = values ? findEvents(scores, times, values) : []
  const reading = readScores(scores, times, values ?? { ...rule, enter: 0, leave: 0 })
  const byHand = judgements.filter((judgement) => judgement.byHand)
  const standing = found.filter(
    (event) => !byHand.some(({ instead }) => instead && partWithin(event, instead) > MOSTLY)
  )
  const events = [
    ...withVerdicts(
      standing,
      judgements.filter((judgement) => !judgement.byHand)
    ),
    ...byHand.map((judgement) => eventByHand(judgement, reading))
  ]
  return {
    rule,
    thresholds: values && { enter: values.enter, leave: values.leave },
    nominal,
    comparedWith: beside.comparedWith,
    events: events
      .map((event) => withSteering(event, beside, reading))
      .toSorted((a, b) => a.first - b.first || a.last - b.last)
  }
}

/** The rule that a run is flagged by. */
export function ruleOf(store: Store, run: StoredRun): Rule {
  return store.library.rules.get(run.id) ?? defaultRule
}

/** What a rule would find in a run; nothing is kept. */
export function previewRule(store: Store, run: StoredRun, rule: Rule): RulePreview {
  const list = reviewedEvents(store, run, rule)
  const sameCurves = marginIndex(ruleOf(store, run).margin) === marginIndex(rule.margin)
  if (sameCurves) return { ...list, curves: null }
  const scores = store.cache(run.driveId).scores(run.id, rule.margin)
  return { ...list, curves: { share: scores.map(({ share }) => share), lift: scores.map(({ lift }) => lift) } }
}

function withVerdicts(found: readonly AttentionEvent[], judgements: readonly Judgement[]): Found[] {
  const { taken } = matchVerdicts(found, judgements)
  return found.map((event, i) => {
    const judgement = taken[i]
    return {
      ...event,
      id: judgement ? eventId(judgement) : `${event.first}-${event.last}`,
      verdict: judgement?.verdict ?? 'open',
      note: judgement?.note ?? '',
      byHand: false,
      changed: false
    }
  })
}

function eventByHand(judgement: Judgement, reading: Reading): Found {
  const { first, verdict, note, instead } = judgement
  const stretch = { first, last: Math.min(judgement.last, reading.times.length - 1) }
  return {
    ...stretch,
    ...describeStretch(reading, stretch),
    reason: reasonByHand(reading.scores, stretch, secondsOf(reading, stretch)),
    id: eventId(judgement),
    verdict,
    note,
    byHand: true,
    changed: instead !== undefined
  }
}

function withSteering(event: Found, { error, disagreement }: SteeringBeside, reading: Reading): ReviewedEvent {
  const after = reading.period > 0 ? Math.round(AFTERWARDS_SECONDS / reading.period) : 0
  const stretch: FrameRange = { first: event.first, last: event.last + after }
  const gaps = {
    steeringError: error && timesUsual(error, stretch),
    disagreement: disagreement && timesUsual(disagreement, stretch)
  }
  return {
    ...event,
    ...gaps,
    reason: event.reason + steeringInWords(gaps.steeringError, gaps.disagreement),
    concern: concern(event.severity, [gaps.steeringError, gaps.disagreement])
  }
}

/** In the library ids are unique over all runs, on the wire within one. */
export function judgementId(runId: string, id: string): string {
  return `${runId}:${id}`
}

function eventId(judgement: Judgement): string {
  return judgement.id.slice(judgement.runId.length + 1)
}
