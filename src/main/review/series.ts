import type { Series, Timeline } from '../../shared/api.ts'
import { curvesOf } from '../../shared/measures.ts'
import { quantile } from '../../shared/quantile.ts'
import type { Cache } from '../store/cache.ts'
import type { StoredDrive } from '../store/driveTable.ts'
import type { Library } from '../store/library.ts'

/** The part of the maps of a drive that the overlay shows at full strength or below it. */
const REFERENCE_QUANTILE = 0.995

/** The curves of a run, one value a frame that is analysed so far; scores are null until the run was scored. */
export function readSeries(library: Library, cache: Cache, runId: string): Series {
  const { key } = library.runs.get(runId)
  const results = cache.results(runId)
  const scores = cache.scores(runId, library.rules.get(runId)?.margin)
  const traits = cache.traits(runId)
  const scales = results.filter(({ sum }) => sum > 0).map(({ scale }) => scale)
  return {
    predicted: results.map(({ steering }) => steering),
    unit: key.head.unit,
    ...curvesOf(results.map((_, frame) => scores[frame])),
    change: results.map((_, frame) => known(traits?.change[frame])),
    centroid: results.map((_, frame) => {
      const [x, y] = [known(traits?.centroidX[frame]), known(traits?.centroidY[frame])]
      return x === null || y === null ? null : [x, y]
    }),
    laneConfidence: results.map((_, frame) => scores[frame]?.laneConfidence ?? 0),
    reference: quantile(scales, REFERENCE_QUANTILE),
    map: { width: results[0]?.width ?? 0, height: results[0]?.height ?? 0 }
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
