import { createEngine } from '../engine/engines.ts'
import type { Opener } from '../library/recordings.ts'
import { nodeOf } from '../model/graph/graph.ts'
import { featureMapGraph } from '../saliency/featureMaps.ts'
import { inputOfFrame } from './inputOfFrame.ts'
import { openJob } from './openJob.ts'

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
  const input = await inputOfFrame(job, frame, signal)
  // WebAssembly: whatever a model does in there, the app lives on.
  const engine = await createEngine('tf-wasm')
  try {
    const { maps } = await (await engine.load(graph)).run(input, 1)
    return { shape: nodeOf(graph, layer).shape as FeatureMaps['shape'], values: maps! }
  } finally {
    engine.dispose()
  }
}
