import type { ReviewedEvent } from '../../shared/api.ts'
import type { AttentionEvent, Rule } from '../../shared/events.ts'
import type { FrameRange } from '../../shared/recording.ts'
import { priority, steeringInWords, timesUsual } from '../attention/priority.ts'
import { ruleInput, type RuleInput } from '../attention/ruleInput.ts'
import { findEvents } from '../attention/events.ts'
import { withValues } from '../attention/thresholds.ts'
import type { MeasuredRun } from './measuredRun.ts'

/** A stretch with how far off the steering was there. */
export type RankedEvent = AttentionEvent & Pick<ReviewedEvent, 'steeringError' | 'disagreement' | 'priority'>

/** A run under a rule, before a person has said anything of it. */
export interface FlaggedRun {
  measured: MeasuredRun
  rule: Rule
  /** The stretch that quantiles are of; null for the whole drive. */
  nominal: FrameRange | null
  /** What the measure is compared with; null where the rule asks for quantiles and no frame has a score. */
  thresholds: Pick<Rule, 'enter' | 'leave'> | null
  input: RuleInput
  /** In order of time. */
  found: readonly RankedEvent[]
}

/** Steering is compared from the first frame of an event to this long after its last: what happened next counts. */
const AFTERWARDS_SECONDS = 1

export function flagRun(measured: MeasuredRun, rule: Rule, nominal: FrameRange | null): FlaggedRun {
  const { times } = measured
  const scores = measured.scores(rule.margin)
  const values = withValues(scores, times, rule, nominal)
  const input = ruleInput(scores, times, values ?? { ...rule, enter: 0, leave: 0 })
  const found = values ? findEvents(scores, times, values) : []
  return {
    measured,
    rule,
    nominal,
    thresholds: values && { enter: values.enter, leave: values.leave },
    input,
    found: found.map((event) => rankEvent(event, measured, input))
  }
}

/** Says how far off the steering was in an event and just after it, and ranks it by that. */
export function rankEvent(
  event: AttentionEvent,
  { error, disagreement }: Pick<MeasuredRun, 'error' | 'disagreement'>,
  { period }: Pick<RuleInput, 'period'>
): RankedEvent {
  const after = period > 0 ? Math.round(AFTERWARDS_SECONDS / period) : 0
  const stretch: FrameRange = { first: event.first, last: event.last + after }
  const gaps = {
    steeringError: error && timesUsual(error, stretch),
    disagreement: disagreement && timesUsual(disagreement, stretch)
  }
  return {
    ...event,
    reason: event.reason + steeringInWords(gaps.steeringError, gaps.disagreement),
    ...gaps,
    priority: priority(event.severity, [gaps.steeringError, gaps.disagreement])
  }
}
