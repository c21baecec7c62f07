import { isDeepStrictEqual } from 'node:util'
import type { ComparedPair, ComparedRun, Comparison } from '../../shared/api.ts'
import { correlation } from '../../shared/correlation.ts'
import { differences } from '../../shared/differences.ts'
import { ConflictError, InputError } from '../../shared/errors.ts'
import { methodInWords } from '../../shared/layerMean.ts'
import type { FrameRange } from '../../shared/recording.ts'
import { apart } from '../attention/apart.ts'
import { framesIn } from '../attention/frameRuns.ts'
import { leftAlone, type BothRuns } from '../attention/leftAlone.ts'
import { methods } from '../saliency/methods.ts'
import type { StoredRun } from '../store/runTable.ts'
import type { FlaggedRun } from './flaggedRun.ts'
import type { Reviews } from './reviews.ts'

/** A run with what of it is compared, one value a frame. */
interface Beside {
  run: StoredRun
  flagged: FlaggedRun
  predicted: readonly number[]
  /** Share of attention inside the lanes as one rule, the same for all, reads them; null where it is unknown. */
  share: readonly (number | null)[]
}

/**
 * Two or more runs of one drive beside each other, over the frames that all of them have analysed. Where attention left
 * the lanes is by each run's own rule; shares inside the lanes are all by the rule of the first, or lanes that one rule
 * widens would count for one run alone.
 * @throws InputError where they are of several drives; ConflictError where one has no results yet
 */
export function compareRuns(reviews: Reviews, runs: readonly StoredRun[]): Comparison {
  const { library } = reviews.store
  const [first] = runs
  if (!first) throw new InputError('Name the runs to compare.')
  const drive = library.drives.get(first.driveId)
  const stray = runs.find(({ driveId }) => driveId !== drive.id)
  if (stray)
    throw new InputError(
      `Only runs of one drive can be compared: run '${first.id}' is of '${drive.name}', run '${stray.id}' of ` +
        `'${library.drives.get(stray.driveId).name}'.`
    )
  const { rule } = reviews.flagged(first)
  const all = runs.map((run): Beside => {
    const flagged = reviews.flagged(run)
    const { predicted } = flagged.measured
    if (predicted.length === 0)
      throw new ConflictError(`The run '${run.id}' has no results yet; analyse its drive, then compare.`)
    const { scores } = flagged.measured.judged(rule)
    const share = scores.map((score) => (score.laneConfidence >= rule.minConfidence ? score.share : null))
    return { run, flagged, predicted, share }
  })
  const frames = Math.min(...all.map(({ predicted }) => predicted.length))
  const cut = all.map((one) => ({
    ...one,
    predicted: one.predicted.slice(0, frames),
    share: padded(one.share, frames)
  }))
  return {
    driveId: drive.id,
    driveName: drive.name,
    frames,
    runs: cut.map((one) => comparedRun(one, library.models.get(one.run.modelId).name)),
    pairs: cut.flatMap((a, i) => cut.slice(i + 1).map((b) => comparedPair(a, b))),
    rulesDiffer: all.some(({ flagged }) => !isDeepStrictEqual(flagged.rule, rule))
  }
}

/** As many values as frames: before a run is scored there are none. */
function padded(values: readonly (number | null)[], frames: number): (number | null)[] {
  return Array.from({ length: frames }, (_, frame) => values[frame] ?? null)
}

function comparedRun({ run, flagged, predicted, share }: Beside, modelName: string): ComparedRun {
  const { recorded } = flagged.measured
  const { method, of = null, head } = run.key
  const known = share.filter((value) => value !== null)
  const left = leftOf(flagged, predicted.length)
  return {
    id: run.id,
    modelId: run.modelId,
    modelName,
    method,
    methodLabel: methodInWords(methods.find(({ id }) => id === method)?.label ?? method, of),
    of,
    unit: head.unit,
    correlation: recorded && correlation(predicted, recorded.values.slice(0, predicted.length)),
    inLanes: {
      mean: known.length > 0 ? known.reduce((sum, value) => sum + value, 0) / known.length : null,
      frames: known.length
    },
    left: flagged.rule.kinds.left ? { stretches: left, share: framesIn(left) / predicted.length } : null,
    rule: flagged.rule
  }
}

/** The stretches within the frames that are compared. */
function leftOf({ left }: FlaggedRun, frames: number): FrameRange[] {
  return left
    .filter(({ first }) => first < frames)
    .map(({ first, last }) => ({ first, last: Math.min(last, frames - 1) }))
}

/** This part of the largest steering is what engines round by: nobody sees it on a wheel. */
const SAME_STEERING = 1e-4
/** Half a hundredth of the attention, which is written as none. */
const SAME_SHARE = 0.005

function comparedPair(a: Beside, b: Beside): ComparedPair {
  const { times, period } = a.flagged.input
  const frames = a.predicted.length
  const [unit, other] = [a.run.key.head.unit, b.run.key.head.unit]
  const largest = [...a.predicted, ...b.predicted].reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const steering = unit === other ? apart(differences(a.predicted, b.predicted), times, SAME_STEERING * largest) : null
  const alone = (one: Beside, beside: Beside): ComparedPair['leftAlone']['a'] => {
    // Of a run whose rule does not look for it nobody knows that it did not leave.
    if (!one.flagged.rule.kinds.left || !beside.flagged.rule.kinds.left) return []
    const both: BothRuns = {
      times,
      period,
      frames,
      left: leftOf(one.flagged, frames),
      others: leftOf(beside.flagged, frames),
      share: one.share,
      othersShare: beside.share
    }
    return leftAlone(both, one.flagged.rule)
  }
  return {
    a: a.run.id,
    b: b.run.id,
    steering: steering && { ...steering, unit, correlation: correlation(a.predicted, b.predicted) },
    attention: apart(differences(a.share, b.share), times, SAME_SHARE),
    leftAlone: { a: alone(a, b), b: alone(b, a) }
  }
}
