import type { Model, Run, RunState } from '../../shared/api.ts'
import type { StoredDrive } from '../store/driveTable.ts'
import type { RunGlance } from '../store/glances.ts'
import type { Library } from '../store/library.ts'
import type { StoredRun } from '../store/runTable.ts'
import { lanesMadeOf } from './driveLanes.ts'
import { modelLanesKey } from './modelLanesKey.ts'
import { scoringKey } from './rescore.ts'

/** A run with what it is of. */
export interface RunOfDrive {
  run: StoredRun
  drive: StoredDrive
  model: Pick<Model, 'name' | 'warnings'>
}

/** True where the run's every frame is analysed and scored with the lanes as they are now. */
function isFinished(library: Library, { frameCount, done, modelLanesDone, scoredWith }: RunGlance, drive: StoredDrive) {
  if (frameCount === null || done !== frameCount) return false
  if (modelLanesKey(library, drive) !== null && modelLanesDone < frameCount) return false
  return scoredWith === scoringKey(lanesMadeOf(library, drive), frameCount)
}

/**
 * A run as people see it, worked out from what is in the store. Its warnings are all that bear on its results: the
 * drive's, the model's, the cache's and its own.
 * @param glance what the drive's cache says of it
 * @param active true while a job process works on it or is about to
 */
export function describeRun(
  library: Library,
  { run, drive, model }: RunOfDrive,
  glance: RunGlance,
  active: boolean
): Run {
  const { done, frameCount, engine, failure, warnings } = glance
  const stateNow = (): RunState => {
    if (active) return 'running'
    if (isFinished(library, glance, drive)) return 'finished'
    return failure ? 'failed' : 'paused'
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
    engine,
    state,
    done,
    // Until a video was decoded once its length is an estimate that may be passed.
    total: frameCount ?? Math.max(done, drive.frames.count),
    error: state === 'failed' ? failure : null,
    warnings: [...drive.warnings, ...model.warnings, ...warnings],
    createdAt: run.createdAt
  }
}
