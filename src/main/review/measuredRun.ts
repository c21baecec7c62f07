import type { FrameScore } from '../../shared/frameScore.ts'
import { marginIndex } from '../../shared/margins.ts'
import type { FrameSignal } from '../../shared/recording.ts'
import { steeringGap, type SteeringGap } from '../attention/priority.ts'
import type { MapTraits } from '../attention/mapTraits.ts'
import type { Cache } from '../store/cache.ts'
import type { StoredRun } from '../store/runTable.ts'
import type { Store } from '../store/store.ts'

/** What an analysis measured of a run, before any rule and whatever people said. Lists have one value a frame. */
export interface MeasuredRun {
  /** Seconds from frame 0, of all frames that are decoded. */
  times: Float64Array
  /** Predicted steering, left-positive, of all frames that are analysed. */
  predicted: readonly number[]
  /** Recorded steering in its own unit; null without any. */
  recorded: FrameSignal | null
  /** Off the recorded steering; null without one in the unit of the predicted. */
  error: SteeringGap | null
  /** Off the steering of another model, in its run `beside`; null where none has run. */
  disagreement: SteeringGap | null
  beside: StoredRun | null
  /** Frames whose map is not zero everywhere. */
  attended: number
  /** The lane widened by a margin; empty before the run was scored. */
  scores(margin: number): readonly FrameScore[]
}

/** Scores are kept at so many margins: that of the rule, and the one that is tried. */
const MARGINS = 2

/** The newest whole run of another model on the drive, whose steering a run's is compared with; null where none has run. */
export function runBeside({ library, cache: cacheOf }: Store, run: StoredRun): StoredRun | null {
  const cache = cacheOf(run.driveId)
  const frames = cache.resultsDone(run.id)
  const beside = library.runs
    .list(run.driveId)
    .find(
      ({ id, key }) =>
        key.modelHash !== run.key.modelHash && key.head.unit === run.key.head.unit && cache.resultsDone(id) >= frames
    )
  return beside ?? null
}

/** Reads a run: tens of milliseconds for every 100,000 frames. @param beside see runBeside */
export function readMeasured(cache: Cache, run: StoredRun, beside: StoredRun | null): MeasuredRun {
  const predicted = cache.steering(run.id)
  const recorded = cache.signals().find(({ role }) => role === 'steering') ?? null
  const scores = new Map<number, readonly FrameScore[]>()
  return {
    times: cache.times(),
    predicted,
    recorded,
    error: recorded?.unit === run.key.head.unit ? steeringGap(predicted, recorded.values) : null,
    disagreement: beside && steeringGap(predicted, cache.steering(beside.id)),
    beside,
    attended: attendedFrames(cache.traits(run.id), predicted.length),
    scores(margin) {
      const index = marginIndex(margin)
      const found = scores.get(index) ?? cache.scores(run.id, margin)
      scores.delete(index)
      scores.set(index, found)
      const [oldest] = scores.keys()
      if (scores.size > MARGINS) scores.delete(oldest!)
      return found
    }
  }
}

function attendedFrames(traits: MapTraits | null, frames: number): number {
  if (!traits) return 0
  let attended = 0
  for (let frame = 0; frame < Math.min(frames, traits.centroidX.length); frame++)
    if (!Number.isNaN(traits.centroidX[frame]!) && !Number.isNaN(traits.centroidY[frame]!)) attended++
  return attended
}
