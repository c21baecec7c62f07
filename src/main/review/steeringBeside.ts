import type { EventList } from '../../shared/api.ts'
import { steeringGap, type SteeringGap } from '../attention/concern.ts'
import type { StoredRun } from '../store/runTable.ts'
import type { Store } from '../store/store.ts'

/** What the predicted steering of a run can be compared with. */
export interface SteeringBeside {
  /** Off the recorded steering; null without one in the same unit. */
  error: SteeringGap | null
  /** Off the steering of another model; null where none has run. */
  disagreement: SteeringGap | null
  comparedWith: EventList['comparedWith']
}

/** Compares the steering of a run with the recorded one, and with that of the newest whole run of another model. */
export function steeringBeside(store: Store, run: StoredRun): SteeringBeside {
  const { library } = store
  const cache = store.cache(run.driveId)
  const predicted = cache.steering(run.id)
  const recorded = cache.signals().find(({ role, unit }) => role === 'steering' && unit === run.key.head.unit)
  const other = library.runs
    .list(run.driveId)
    .find(
      ({ id, key }) =>
        key.modelHash !== run.key.modelHash &&
        key.head.unit === run.key.head.unit &&
        cache.resultsDone(id) >= predicted.length
    )
  return {
    error: recorded ? steeringGap(predicted, recorded.values) : null,
    disagreement: other ? steeringGap(predicted, cache.steering(other.id)) : null,
    comparedWith: other ? { runId: other.id, modelName: library.models.get(other.modelId).name } : null
  }
}
