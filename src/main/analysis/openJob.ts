import { InputError } from '../../shared/errors.ts'
import { openUnchanged } from '../library/openedModel.ts'
import type { Opener } from '../library/recordings.ts'
import type { Recording } from '../recording/recording.ts'
import type { Graph } from '../model/graph/graph.ts'
import type { Explanation } from '../saliency/method.ts'
import { methodById } from '../saliency/methods.ts'
import type { Cache } from '../store/cache.ts'
import type { StoredDrive } from '../store/driveTable.ts'
import type { Library } from '../store/library.ts'
import type { StoredRun } from '../store/runTable.ts'

/** A run with everything it works on. */
export interface Job {
  library: Library
  cache: Cache
  drive: StoredDrive
  run: StoredRun
  recording: Recording
  /** The model as it was opened. */
  model: Graph
  /** What to run on the pictures, and how to read maps out of it. */
  explanation: Explanation
  /** Runs of the model that a frame costs. */
  cost: number
}

/**
 * Opens the recording and the model of a run from where they were last seen, and makes sure that they are still
 * what the run is about.
 * @throws InputError where one is gone, or has changed.
 */
export async function openJob({ store, recordings }: Opener, runId: string): Promise<Job> {
  const { library } = store
  const run = library.runs.get(runId)
  const drive = library.drives.get(run.driveId)
  const { key } = run

  const recording = await recordings.open(drive)
  if (recording.fingerprint !== key.drive) {
    throw new InputError(`The recording has changed since it was opened; open it again: '${drive.path}'.`)
  }
  const model = await openUnchanged({ ...library.models.get(run.modelId), hash: key.modelHash }, key.recipe)
  const method = methodById(key.method)
  if (method.version !== key.methodVersion) {
    throw new InputError(`${method.label} computes something else since an update of Lanegaze; start a new run.`)
  }
  const target = { graph: model.graph, head: key.head, of: key.of }
  const refused = method.refuse(target)
  if (refused) throw new InputError(refused)
  const explanation = method.build(target, key.explain, key.settings)
  const cost = method.cost(target, key.explain, key.settings)
  return { library, cache: store.cache(drive.id), drive, run, recording, model: model.graph, explanation, cost }
}
