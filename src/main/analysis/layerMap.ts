import { InputError } from '../../shared/errors.ts'
import type { LayerMean } from '../../shared/layerMean.ts'
import type { SaliencyMap } from '../../shared/saliencyMap.ts'
import { createEngine } from '../engine/engines.ts'
import type { Opener } from '../library/recordings.ts'
import { gradient } from '../saliency/gradient.ts'
import type { Method } from '../saliency/method.ts'
import { methodById } from '../saliency/methods.ts'
import { withBaselines } from './baselines.ts'
import { explainOn } from './engineTrial.ts'
import { inputOfFrame } from './inputOfFrame.ts'
import { openJob } from './openJob.ts'
import { toRows } from './saliencyRunner.ts'

/** The map of one frame, and the method that made it. */
export interface LayerMap {
  map: SaliencyMap
  method: Method
}

/**
 * A map of what a layer of a run's model gives for one frame, by the method of the run with its defaults, or by Gradient
 * where that one cannot. Nothing is kept.
 * @throws InputError where there is no such layer or channel, or the picture does not change it; NotFoundError for a frame
 * that is not there
 */
export async function layerMap(
  opener: Opener,
  runId: string,
  frame: number,
  of: LayerMean,
  signal: AbortSignal
): Promise<LayerMap> {
  const job = await openJob(opener, runId)
  const { head, method: asked, explain, recipe } = job.run.key
  const target = { graph: job.model, head, of }
  const own = methodById(asked)
  const method = own.refuse(target) === null ? own : gradient
  const refused = method.refuse(target)
  if (refused) throw new InputError(refused)
  const explanation = await withBaselines(method.build(target, explain), job.recording, recipe, signal)
  const input = await inputOfFrame(job, frame, signal)
  // WebAssembly: whatever a model does in there, the app lives on.
  const engine = await createEngine('tf-wasm')
  try {
    const explained = await explainOn(await engine.load(explanation.graph), explanation, input, 1)
    return { map: toRows(explained, explanation.graph, [frame])[0]!.map, method }
  } finally {
    engine.dispose()
  }
}
