import { NotFoundError } from '../../shared/errors.ts'
import type { DecodePlan } from '../decode/decode.ts'
import { decodeFrames } from '../decode/decodeFrames.ts'
import { createEngine } from '../engine/engines.ts'
import { nodeOf } from '../model/graph.ts'
import { prepareInput } from '../model/prepareInput.ts'
import { featureMapGraph } from '../saliency/featureMaps.ts'
import type { Store } from '../store/store.ts'
import { openJob, type Job } from './openJob.ts'

/** What a layer gave for one frame. */
export interface FeatureMaps {
  shape: readonly [height: number, width: number, count: number]
  /** Row-major. */
  values: Float32Array
}

/**
 * Runs the model of a run on one frame up to a layer. A video is decoded from its beginning, so a late frame takes a
 * while; nothing is kept.
 * @throws InputError for a layer that has no maps, NotFoundError for a frame that is not there
 */
export async function featureMaps(
  store: Store,
  runId: string,
  frame: number,
  layer: string,
  signal: AbortSignal
): Promise<FeatureMaps> {
  const job = await openJob(store, runId)
  const graph = featureMapGraph(job.model, layer)
  const rgb = await pictureOf(job, frame, signal)
  const { recipe } = job.run.key
  const input = new Float32Array(job.model.input.shape.reduce((product, length) => product * length, 1))
  prepareInput(rgb, recipe.resize.width * recipe.resize.height, recipe, input, 0)
  // WebAssembly: whatever a model does in there, the app lives on.
  const engine = await createEngine('tf-wasm')
  try {
    const { maps } = await (await engine.load(graph)).run(input, 1)
    return { shape: nodeOf(graph, layer).shape as FeatureMaps['shape'], values: maps! }
  } finally {
    engine.dispose()
  }
}

/** The frame as the decoder makes it for the model: RGB, [height, width, 3], 8 bit. */
async function pictureOf({ recording, run }: Job, frame: number, signal: AbortSignal): Promise<Uint8Array> {
  const { source, width, height } = recording
  const input = run.key.recipe
  const plan: DecodePlan = { source, width, height, from: frame, input, pictureWidth: null, viewWidth: null }
  for await (const decoded of decodeFrames(plan, signal)) {
    if (decoded.frame === frame && decoded.input) return decoded.input
  }
  throw new NotFoundError(`The drive has no frame ${frame}.`)
}
