import { CancelledError } from '../../shared/errors.ts'
import { decodeFrames } from '../decode/decodeFrames.ts'
import { regionOfOutput } from '../lanes/modelOutput.ts'
import { comparedEngine } from './comparedEngine.ts'
import { openLaneModel, runLaneModel } from './laneModel.ts'
import { modelLanesKey } from './modelLanesKey.ts'
import type { Job } from './openJob.ts'
import { inBatches } from './readAhead.ts'

/** Frames that are run together and kept in one transaction. */
const BATCH = 16

/**
 * Runs the lane model that a person chose for the drive on every frame that it has not seen yet, and keeps the regions
 * batch by batch: what was stopped goes on where it was. Does nothing where there is none.
 * @param onProgress called with the frames done and the frames there are
 * @throws InputError where the model cannot be used, CancelledError
 */
export async function findModelLanes(
  { library, cache, drive, recording }: Job,
  stop: AbortSignal,
  onProgress: (done: number, total: number) => void
): Promise<void> {
  const current = library.drives.get(drive.id)
  const { model: settings } = library.laneSettings.settings(drive.id)
  const key = modelLanesKey(library, current)
  const total = cache.frameCount()
  if (!settings || key === null || total === null) return
  const from = cache.modelLanesDone(key)
  if (from >= total) return
  const model = await openLaneModel(library, settings.modelId)
  const { source, width, height } = recording
  const engine = comparedEngine()
  const decoding = new AbortController()
  try {
    const session = await engine.load(model.graph)
    const plan = { source, width, height, from, input: model.recipe, pictureWidth: null, viewWidth: null }
    for (const batches = inBatches(decodeFrames(plan, decoding.signal), BATCH); ;) {
      if (stop.aborted) throw new CancelledError('The analysis was stopped.')
      const { done, value: batch } = await batches.next()
      if (done) return
      const outputs = await runLaneModel(
        session,
        model,
        batch.map(({ input }) => input!)
      )
      cache.addModelLanes(
        key,
        outputs.map((output) => regionOfOutput(output, settings, model.recipe, { width, height }))
      )
      onProgress(cache.modelLanesDone(key), total)
    }
  } finally {
    decoding.abort()
    engine.dispose()
  }
}
