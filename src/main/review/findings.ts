import type { Findings, ReviewedEvent } from '../../shared/api.ts'
import type { EventKind, OtherKind } from '../../shared/eventKinds.ts'
import type { Rule } from '../../shared/events.ts'
import type { FrameScore } from '../../shared/frameScore.ts'
import type { FrameRange } from '../../shared/recording.ts'
import { hasResults, type RunState } from '../../shared/runState.ts'
import { correlation } from '../../shared/correlation.ts'
import type { MethodTrust } from '../../shared/methodTrust.ts'
import type { SwapTest } from '../../shared/swapTest.ts'
import { eachZone, zones as everyZone } from '../../shared/zones.ts'
import { framesIn } from '../attention/frameRuns.ts'
import { swapTestName } from '../analysis/swapTest.ts'
import type { StoredRun } from '../store/runTable.ts'
import { reviewedEvents } from './reviewedEvents.ts'
import type { Reviews } from './reviews.ts'

/** What findings are made of. Lists have one value a frame. */
export interface JudgedRun {
  /** Predicted steering of the frames that are analysed. */
  predicted: readonly (number | null)[]
  /** Null where the recording has none. */
  recorded: readonly (number | null)[] | null
  /** By the margin of the rule. */
  scores: readonly FrameScore[]
  rule: Pick<Rule, 'minConfidence' | 'kinds'>
  /** Frames whose map is not zero everywhere; null before they are scored. */
  attended: number | null
  /** All frames in which attention had left the lane where that was nearly all along; null elsewhere. */
  mostlyOff: readonly FrameRange[] | null
  /** In order of time. */
  events: readonly Pick<ReviewedEvent, 'kind' | 'first' | 'last' | 'verdict'>[]
  /** Seconds, one a frame. */
  times: ArrayLike<number>
  swap: SwapTest | null
  trust: MethodTrust | null
}

/** What a run says as a whole, as it is now. @param state of the run */
export function findingsOfRun(reviews: Reviews, run: StoredRun, state: RunState): Findings {
  const { predicted, recorded, judged, attended, times } = reviews.measured(run)
  const { rule, events } = reviewedEvents(reviews, run)
  const { isMostlyOff, left } = reviews.flagged(run)
  const { library, cache: cacheOf } = reviews.store
  const cache = cacheOf(run.driveId)
  const drive = library.drives.get(run.driveId)
  return findingsOf({
    predicted,
    recorded: recorded?.values ?? null,
    scores: judged(rule).scores,
    rule,
    attended: hasResults(state) ? attended : null,
    events,
    mostlyOff: isMostlyOff ? left : null,
    times,
    swap: cache.swapTest(swapTestName({ library, cache, drive, key: run.key })),
    trust: library.trust.get(run.key)
  })
}

/** What a run says as a whole. */
export function findingsOf({
  predicted,
  recorded,
  scores,
  rule,
  attended,
  events,
  times,
  swap,
  trust,
  mostlyOff
}: JudgedRun): Findings {
  const frames = predicted.length
  const standing = events.filter(({ verdict }) => verdict !== 'dismissed')
  const ofKind = (wanted: EventKind) => standing.filter(({ kind }) => kind === wanted)
  const left = ofKind('left')
  const other = (kind: OtherKind): Findings['others'][OtherKind] => {
    const [first, ...more] = ofKind(kind)
    return first ? { events: 1 + more.length, firstAt: times[first.first] ?? null } : { events: 0, firstAt: null }
  }
  const sums = { lanes: 0, ...eachZone(() => 0) }
  let judged = 0
  let lifts = 0
  for (const score of scores.slice(0, frames)) {
    const { share, lift, zones } = score
    if (!isJudged(score, rule) || share === null || zones === null) continue
    judged++
    lifts += lift ?? 0
    sums.lanes += share
    for (const { id } of everyZone) sums[id] += zones[id]
  }
  const mean = (sum: number) => sum / judged
  return {
    correlation: recorded && correlation(predicted, recorded),
    flagged: rule.kinds.left,
    stretches: left.length,
    mostlyOff: mostlyOff !== null && left.length > 0,
    shareOfDrive: frames === 0 ? 0 : framesIn(left.length > 0 && mostlyOff ? mostlyOff : left) / frames,
    others: { lost: other('lost'), jumped: other('jumped') },
    judged,
    attended,
    coverage: frames === 0 ? 0 : judged / frames,
    whereabouts: judged === 0 ? null : { lanes: mean(sums.lanes), ...eachZone((zone) => mean(sums[zone])) },
    lift: judged === 0 ? null : mean(lifts),
    swap,
    trust
  }
}

/** Whether the lane region of a frame is certain enough for the rule to read its score. */
export function isJudged(
  { laneConfidence }: Pick<FrameScore, 'laneConfidence'>,
  { minConfidence }: Pick<Rule, 'minConfidence'>
): boolean {
  return laneConfidence >= minConfidence
}
