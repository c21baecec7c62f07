import { isDeepStrictEqual } from 'node:util'
import type { Model, Run } from '../../shared/api.ts'
import type { Warning } from '../../shared/recording.ts'
import { isSameRecipe } from '../../shared/recipeVersion1.ts'
import { isOutdated, type RunState } from '../../shared/runState.ts'
import { detectorVersion } from '../lanes/detect.ts'
import type { StoredDrive } from '../store/driveTable.ts'
import type { Library } from '../store/library.ts'
import type { RunSummary } from '../store/runSummaries.ts'
import type { StoredRun } from '../store/runTable.ts'
import { lanesMadeOf } from './driveLanes.ts'
import { modelLanesKey } from './modelLanesKey.ts'
import { scoringKey } from './rescore.ts'

/** A run with what it is of. */
export interface RunOfDrive {
  run: StoredRun
  drive: StoredDrive
  model: Pick<Model, 'name' | 'warnings' | 'recipe' | 'head'>
}

/** Whether a run has maps and scores of every frame, and whether these follow the lanes as they are now. */
function resultsNow(library: Library, summary: RunSummary, drive: StoredDrive): RunState | null {
  const { frameCount, mapped, done, lanesBy, modelLanesDone, recordedLanes, scoredWith } = summary
  if (frameCount === null || mapped !== frameCount || scoredWith === null) return null
  if (done !== frameCount || lanesBy !== detectorVersion) return 'lanes-outdated'
  if (modelLanesKey(library, drive) !== null && modelLanesDone < frameCount) return 'lanes-outdated'
  const wanted = scoringKey(lanesMadeOf(library, drive, { detector: lanesBy, recorded: recordedLanes }), frameCount)
  return scoredWith === wanted ? 'finished' : 'scores-outdated'
}

/**
 * A run as people see it, worked out from what is in the store. Its warnings are all that bear on its results: the
 * drive's, the model's, the cache's and its own, each sentence once.
 * @param summary what the drive's cache says of it
 * @param active true while a job process works on it or is about to
 */
export function describeRun(
  library: Library,
  { run, drive, model }: RunOfDrive,
  summary: RunSummary,
  active: boolean
): Run {
  const { frameCount, engine, failure, warnings } = summary
  const state = active ? 'running' : (resultsNow(library, summary, drive) ?? (failure ? 'failed' : 'paused'))
  const done = isOutdated(state) ? summary.mapped : summary.done
  const { recipe, head } = run.key
  return {
    id: run.id,
    driveId: run.driveId,
    modelId: run.modelId,
    modelName: model.name,
    recipe,
    head,
    recipeChanged: !isSameRecipe(recipe, model.recipe) || !isDeepStrictEqual(head, model.head),
    method: run.key.method,
    settings: run.key.settings ?? {},
    explain: run.key.explain,
    of: run.key.of ?? null,
    engine,
    engineAsked: run.engine,
    state,
    done,
    // Until a video was decoded once its length is an estimate that may be passed.
    total: frameCount ?? Math.max(done, drive.frames.count),
    error: state === 'failed' || isOutdated(state) ? failure : null,
    warnings: eachOnce([...drive.warnings, ...model.warnings, ...warnings, ...untested(state, failure)]),
    createdAt: run.createdAt
  }
}

/** Of a run that has all its results what failed are the tests at its end. */
function untested(state: RunState, failure: string | null): Warning[] {
  if (state !== 'finished' || failure === null) return []
  return [{ code: 'not-tested', message: `The tests of the model were not made: ${failure}` }]
}

function eachOnce(warnings: readonly Warning[]): Warning[] {
  return [...new Map(warnings.map((warning) => [warning.message, warning])).values()]
}
