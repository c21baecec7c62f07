import type { Run, RunState } from '../../shared/api.ts'
import type { Cache } from '../store/cache.ts'
import type { StoredDrive } from '../store/driveTable.ts'
import type { Library } from '../store/library.ts'
import type { StoredRun } from '../store/runTable.ts'
import { framesDone } from './done.ts'
import { lanesMadeOf } from './driveLanes.ts'
import { modelLanesKey } from './modelLanesKey.ts'
import { scoringKey } from './rescore.ts'

/** True where the run's every frame is analysed and scored with the lanes as they are now. */
function isFinished(library: Library, cache: Cache, run: StoredRun, drive: StoredDrive): boolean {
  const count = cache.frameCount()
  if (count === null || framesDone(cache, run.id) !== count) return false
  const modelKey = modelLanesKey(library, drive)
  if (modelKey !== null && cache.modelLanesDone(modelKey) < count) return false
  return cache.scoredWith(run.id) === scoringKey(lanesMadeOf(library, drive), count)
}

/**
 * A run as people see it, worked out from what is in the store. Its warnings are all that bear on its results: the
 * drive's, the model's, the cache's and its own.
 * @param active true while a job process works on it or is about to
 */
export function describeRun(library: Library, cache: Cache, run: StoredRun, active: boolean): Run {
  const model = library.models.get(run.modelId)
  const drive = library.drives.get(run.driveId)
  const facts = cache.run(run.id)
  const done = framesDone(cache, run.id)
  const stateNow = (): RunState => {
    if (active) return 'running'
    if (isFinished(library, cache, run, drive)) return 'finished'
    return facts?.failure ? 'failed' : 'paused'
  }
  const state = stateNow()
  return {
    id: run.id,
    driveId: run.driveId,
    modelId: run.modelId,
    modelName: model.name,
    method: run.key.method,
    settings: run.key.settings ?? {},
    explain: run.key.explain,
    engine: facts?.engine ?? null,
    state,
    done,
    // Until a video was decoded once its length is an estimate that may be passed.
    total: cache.frameCount() ?? Math.max(done, drive.frames.count),
    error: state === 'failed' ? (facts?.failure ?? null) : null,
    warnings: [...drive.warnings, ...model.warnings, ...cache.warnings(), ...(facts?.warnings ?? [])],
    createdAt: run.createdAt
  }
}
