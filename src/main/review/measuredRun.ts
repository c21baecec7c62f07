import type { Rule } from '../../shared/events.ts'
import { marginIndex, margins } from '../../shared/margins.ts'
import type { FrameSignal } from '../../shared/recording.ts'
import { steeringGap, type SteeringGap } from '../attention/priority.ts'
import type { MapTraits } from '../attention/mapTraits.ts'
import type { Cache } from '../store/cache.ts'
import type { StoredRun } from '../store/runTable.ts'
import type { Store } from '../store/store.ts'
import { judgeFrames, type JudgedFrames } from './judgedFrames.ts'
import { keepLast } from './keepLast.ts'

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
  /** What the maps say by themselves; null before the run was scored. */
  traits: MapTraits | null
  /** Of the region that holds, 0..1; 0 where there is none. Empty before the run was scored. */
  laneConfidence: ArrayLike<number>
  /** As a rule reads them; empty before the run was scored. */
  judged(rule: Pick<Rule, 'margin' | 'minConfidence'>): JudgedFrames
}

/** Frames are kept as so many rules read them: the one that is kept, and the one that is tried. */
const RULES = 2

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
  const times = cache.times()
  const traits = cache.traits(run.id)
  const history = cache.laneHistory(run.id)
  const scores = keepLast(RULES, (index: number) => ({
    own: cache.scores(run.id, margins[index]),
    carried: cache.carriedScores(run.id, margins[index])
  }))
  const judged = keepLast(RULES, (by: string) => {
    const [index, minConfidence] = by.split(' ').map(Number) as [number, number]
    return judgeFrames({ ...scores(index), history, times }, minConfidence)
  })
  return {
    times,
    predicted,
    recorded,
    error: recorded?.unit === run.key.head.unit ? steeringGap(predicted, recorded.values) : null,
    disagreement: beside && steeringGap(predicted, cache.steering(beside.id)),
    beside,
    attended: attendedFrames(traits, predicted.length),
    traits,
    laneConfidence: history.confidence,
    judged: ({ margin, minConfidence }) => judged(`${marginIndex(margin)} ${minConfidence}`)
  }
}

function attendedFrames(traits: MapTraits | null, frames: number): number {
  if (!traits) return 0
  let attended = 0
  for (let frame = 0; frame < Math.min(frames, traits.centroidX.length); frame++)
    if (!Number.isNaN(traits.centroidX[frame]!) && !Number.isNaN(traits.centroidY[frame]!)) attended++
  return attended
}
