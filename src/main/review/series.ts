import type { JudgedCurves, Series, Timeline } from '../../shared/api.ts'
import { curvesOf } from '../../shared/measures.ts'
import { quantile } from '../../shared/quantile.ts'
import { stateRuns } from '../../shared/laneState.ts'
import type { Cache } from '../store/cache.ts'
import type { StoredDrive } from '../store/driveTable.ts'
import type { StoredRun } from '../store/runTable.ts'
import type { JudgedFrames } from './judgedFrames.ts'
import type { Reviews } from './reviews.ts'

/** The part of the maps of a drive that the overlay shows at full strength or below it. */
const REFERENCE_QUANTILE = 0.995

/** The curves of a run, one value a frame that is analysed so far; scores are null until the run was scored. */
export function readSeries(reviews: Reviews, run: StoredRun): Series {
  const results = reviews.store.cache(run.driveId).results(run.id)
  const { measured, rule } = reviews.flagged(run)
  const { traits } = measured
  const scales = results.filter(({ sum }) => sum > 0).map(({ scale }) => scale)
  return {
    predicted: results.map(({ steering }) => steering),
    unit: run.key.head.unit,
    ...judgedCurves(measured.judged(rule), results.length),
    change: results.map((_, frame) => known(traits?.change[frame])),
    centroid: results.map((_, frame) => {
      const [x, y] = [known(traits?.centroidX[frame]), known(traits?.centroidY[frame])]
      return x === null || y === null ? null : [x, y]
    }),
    reference: quantile(scales, REFERENCE_QUANTILE),
    map: { width: results[0]?.width ?? 0, height: results[0]?.height ?? 0 }
  }
}

/** Frames as a rule reads them, as curves. @param frames so many values; those that are not scored have none */
export function judgedCurves({ scores, states }: JudgedFrames, frames = scores.length): JudgedCurves {
  const found = Array.from({ length: frames }, (_, frame) => scores[frame])
  return {
    ...curvesOf(found),
    laneConfidence: found.map((score) => score?.laneConfidence ?? 0),
    laneStates: stateRuns(states)
  }
}

/** Four digits, for pictures have no more pixels; null for what is unknown. */
function known(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : Number(value.toFixed(4))
}

/** Times of the frames decoded so far, and the signals at them once the whole drive is decoded. */
export function readTimeline(cache: Cache, { signalSettings }: Pick<StoredDrive, 'signalSettings'>): Timeline {
  return {
    times: Array.from(cache.times()),
    signals: cache.signals(),
    offsetSeconds: signalSettings.offsetSeconds
  }
}
