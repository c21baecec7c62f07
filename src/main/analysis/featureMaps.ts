import { NotFoundError } from '../../shared/errors.ts'
import type { DecodePlan } from '../decode/decode.ts'
import { decodeFrames } from '../decode/decodeFrames.ts'
import { createEngine } from '../engine/engines.ts'
import type { Opener } from '../library/recordings.ts'
import { nodeOf } from '../model/graph/graph.ts'
import { frameInput } from '../model/input/frameInput.ts'
import { framesBefore } from '../model/graph/sequence.ts'
import { featureMapGraph } from '../saliency/featureMaps.ts'
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
  opener: Opener,
  runId: string,
  frame: number,
  layer: string,
  signal: AbortSignal
): Promise<FeatureMaps> {
  const job = await openJob(opener, runId)
  const graph = featureMapGraph(job.model, layer)
  const input = await inputOf(job, frame, signal)
  // WebAssembly: whatever a model does in there, the app lives on.
  const engine = await createEngine('tf-wasm')
  try {
    const { maps } = await (await engine.load(graph)).run(input, 1)
    return { shape: nodeOf(graph, layer).shape as FeatureMaps['shape'], values: maps! }
  } finally {
    engine.dispose()
  }
}

/** What the model is given for the frame: float32, of the shape of its input. */
async function inputOf({ recording, run, model }: Job, frame: number, signal: AbortSignal): Promise<Float32Array> {
  const { source, width, height } = recording
  const { recipe } = run.key
  const from = Math.max(0, frame - framesBefore(model))
  const plan: DecodePlan = { source, width, height, from, input: recipe, pictureWidth: null, viewWidth: null }
  const values = new Float32Array(model.input.shape.reduce((product, length) => product * length, 1))
  const input = frameInput(recipe, model)
  for await (const decoded of decodeFrames(plan, signal)) {
    if (decoded.input) input.next(decoded.input, values, 0)
    if (decoded.frame === frame && decoded.input) return values
  }
  throw new NotFoundError(`The drive has no frame ${frame}.`)
}
