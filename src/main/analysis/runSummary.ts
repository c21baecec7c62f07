import { detectorVersion } from '../lanes/detect.ts'
import { cacheStamp, type Cache } from '../store/cache.ts'
import type { RunSummary } from '../store/runSummaries.ts'
import type { StoredRun } from '../store/runTable.ts'
import type { Store } from '../store/store.ts'
import { framesDone, framesMapped, rowsDone } from './rowsDone.ts'

/**
 * What a cache says of a run now.
 * @param modelKey see modelLanesKey
 */
export function summariseRun(cache: Cache, runId: string, modelKey: string | null): RunSummary {
  const facts = cache.run(runId)
  const done = rowsDone(cache, runId)
  const [frameCount, mapped] = [cache.frameCount(), framesMapped(done)]
  // What was lost before is no matter to a run that is whole again.
  const isWhole = frameCount !== null && mapped === frameCount
  return {
    frameCount,
    mapped,
    done: framesDone(done),
    lanesBy: cache.detectedVersion(),
    modelLanesDone: modelKey === null ? 0 : cache.modelLanesDone(modelKey),
    recordedLanes: cache.recordedLanesKey(),
    scoredWith: cache.scoredWith(runId),
    engine: facts?.engine ?? null,
    failure: facts?.failure ?? null,
    warnings: [...(isWhole ? [] : cache.warnings()), ...(facts?.warnings ?? [])]
  }
}

/** The same, as it was read last where the cache has not changed since; it is then not opened for it. */
export function knownSummary(store: Store, { id, driveId }: StoredRun, modelKey: string | null): RunSummary {
  const stamp = `${cacheStamp(store.dataDir, driveId)} detector ${detectorVersion} model ${modelKey}`
  const known = store.cacheIsOpen(driveId) ? null : store.runSummaries.get(id, stamp)
  if (known) return known
  const summary = summariseRun(store.cache(driveId), id, modelKey)
  // A cache that cannot be opened has said nothing.
  if (store.cacheIsOpen(driveId)) store.runSummaries.put(id, stamp, summary)
  return summary
}
