import type { Run } from '../../shared/api.ts'
import { widenedPolygon } from '../../shared/widenedPolygon.ts'
import { findingsOfRun } from '../review/findings.ts'
import { laneRegions } from '../review/laneRegions.ts'
import { reviewedEvents } from '../review/reviewedEvents.ts'
import type { Reviews } from '../review/reviews.ts'
import { readSeries } from '../review/series.ts'
import type { StoredRun } from '../store/runTable.ts'
import type { ReportModel } from './reportModel.ts'

/** Gathers all that an export of a run shows. Pictures and maps are read when they are asked for. */
export function buildReport(reviews: Reviews, stored: StoredRun, run: Run, version: string): ReportModel {
  const { store } = reviews
  const { library } = store
  const cache = store.cache(stored.driveId)
  const series = readSeries(reviews, stored)
  const frames = series.predicted.length
  const recorded = cache.signals().find((signal) => signal.role === 'steering')
  const { rule, thresholds, nominal, untold, events } = reviewedEvents(reviews, stored)
  const { recipe, head } = stored.key
  const model = library.models.get(stored.modelId)
  const since = 'it is another one in the library now'
  return {
    // Its curves, one value a frame.
    ...series,
    version,
    madeAt: Date.now(),
    drive: library.drives.get(stored.driveId),
    // The recipe may have been edited since; the report tells what the run was made with.
    model: { ...model, recipe, head, ...(run.recipeChanged && { recipeBecause: since, headBecause: since }) },
    run,
    frames,
    times: Array.from(cache.times().subarray(0, frames)),
    recorded: recorded ? { unit: recorded.unit, values: recorded.values.slice(0, frames) } : null,
    predicted: { unit: series.unit, values: series.predicted },
    rule,
    thresholds,
    nominal,
    untold,
    events,
    seenPixels: cache.seenPixels(stored.id),
    findings: findingsOfRun(reviews, stored, run.state),
    frame(frame) {
      const picture = cache.picture(frame)
      if (!picture) return null
      const [region] = laneRegions(reviews, stored, frame, 1)
      const isSure = region && region.confidence >= rule.minConfidence
      return {
        picture,
        map: cache.map(stored.id, frame),
        region: isSure ? { ...region, polygon: widenedPolygon(region.polygon, rule.margin) } : null
      }
    },
    mapOf: (frame) => cache.map(stored.id, frame)
  }
}
