import type { EventList, ReviewedEvent } from '../../shared/api.ts'
import { eventKinds, type EventKind } from '../../shared/eventKinds.ts'
import { type AttentionEvent, MOSTLY_OFF, type Rule } from '../../shared/events.ts'
import type { LaneState } from '../../shared/laneState.ts'
import type { FrameRange } from '../../shared/recording.ts'
import { describeStretch } from '../attention/describeStretch.ts'
import { findEvents } from '../attention/events.ts'
import { describeJump, findJumps, type ChangesOverDrive } from '../attention/jumps.ts'
import { describeLost, findLostLanes, type LanesOverDrive } from '../attention/lostLanes.ts'
import { priority, steeringInWords, timesUsual } from '../attention/priority.ts'
import { ruleInput, type FrameClock, type RuleInput } from '../attention/ruleInput.ts'
import { withValues } from '../attention/thresholds.ts'
import { worstStretches } from '../attention/worstStretches.ts'
import { framesIn } from '../attention/frameRuns.ts'
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
  states: readonly LaneState[]
  /** All frames in which attention had left the lane, whether the events are these or the worst of them. */
  left: readonly FrameRange[]
  isMostlyOff: boolean
  /** Kinds that the rule asks for and that cannot be told on this drive. */
  untold: EventList['untold']
  /** In order of time. */
  found: readonly RankedEvent[]
  /** What the numbers of a kind say of any stretch. */
  describe(kind: EventKind, stretch: FrameRange): Pick<AttentionEvent, 'worst' | 'severity'>
}

/** One event of so long is nothing to look at; the worst stretches of it are. */
const LONG_SECONDS = 20

/** Steering is compared from the first frame of an event to this long after its last: what happened next counts. */
const AFTERWARDS_SECONDS = 1

export function flagRun(measured: MeasuredRun, rule: Rule, nominal: FrameRange | null): FlaggedRun {
  const { times } = measured
  const { scores, states } = measured.judged(rule)
  const values = withValues(scores, times, rule, nominal)
  const input = ruleInput(scores, times, values ?? { ...rule, enter: 0, leave: 0 })
  const lanes: LanesOverDrive = { ...input, states, confidence: measured.laneConfidence }
  const changes = changesOf(measured, input)
  const left = values && rule.kinds.left ? findEvents(scores, times, values) : []
  const offFrames = framesIn(left)
  const isMostlyOff = offFrames > 0 && offFrames >= MOSTLY_OFF * scores.length
  const finders: Record<EventKind, () => AttentionEvent[]> = {
    left: () => (isMostlyOff && offFrames * input.period >= LONG_SECONDS ? worstStretches(input, left) : left),
    lost: () => findLostLanes(lanes, rule),
    jumped: () => (changes ? findJumps(changes, rule) : [])
  }
  const found = eventKinds.flatMap(({ id }) => (rule.kinds[id] ? finders[id]() : []))
  return {
    measured,
    rule,
    nominal,
    thresholds: values && { enter: values.enter, leave: values.leave },
    input,
    states,
    left,
    isMostlyOff,
    untold: rule.kinds.jumped && !changes ? [{ kind: 'jumped', because: noSteering }] : [],
    found: found.map((event) => rankEvent(event, measured, input)).toSorted((a, b) => a.first - b.first),
    describe(kind, stretch) {
      if (kind === 'lost') return describeLost(lanes, stretch)
      if (kind === 'jumped' && changes) return describeJump(changes, stretch)
      return describeStretch(input, stretch)
    }
  }
}

const noSteering =
  'the recording has no steering in the unit of the model’s, and no other model has run on the whole drive'

/** Null where no jump can be told: the run is not scored yet, or there is no steering to compare with. */
function changesOf({ traits, error, disagreement }: MeasuredRun, clock: FrameClock): ChangesOverDrive | null {
  const gaps = [error, disagreement].filter((gap) => gap !== null)
  return gaps.length === 0 ? null : { ...clock, change: traits?.change ?? [], gaps }
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
