import { createEngine } from '../engine/engines.ts'
import type { Graph } from '../model/graph/graph.ts'
import { shuffledWeights } from '../model/graph/shuffledWeights.ts'
import { steeringGraph } from '../saliency/steering.ts'
import type { Cache } from '../store/cache.ts'
import type { StoredDrive } from '../store/driveTable.ts'
import type { StoredRun } from '../store/runTable.ts'
import { keptInputs, type FramePixels } from './keptInputs.ts'
import { createSteerer, type Steer } from './steerer.ts'

/** A model whose steering is tested on changed pictures of a drive. */
export interface TestedModel {
  steer: Steer
  /** The same network with shuffled weights. */
  shuffled(seed: number): Promise<[steer: Steer, dispose: () => void]>
  /** Frames of the drive, in any order. */
  frames(frames: readonly number[], stop: AbortSignal): AsyncGenerator<FramePixels, void>
  dispose(): void
}

/** Loads the model of a run on the engine that computed it. @param model as it was opened */
export async function loadTested(
  cache: Pick<Cache, 'run' | 'picture'>,
  drive: Pick<StoredDrive, 'width' | 'height'>,
  { id, key }: Pick<StoredRun, 'id' | 'key'>,
  model: Graph
): Promise<TestedModel> {
  const { recipe, head } = key
  const engine = await createEngine(cache.run(id)?.engine ?? 'ort')
  const load = async (graph: Graph): Promise<[Steer, () => void]> => {
    const session = await engine.load(steeringGraph({ graph, head }))
    return [createSteerer(session, recipe, graph), () => session.dispose()]
  }
  try {
    const [steer] = await load(model)
    return {
      steer,
      shuffled: (seed) => load(shuffledWeights(model, seed)),
      frames: (frames, stop) => keptInputs(cache, { recipe, graph: model, size: drive }, frames, stop),
      dispose: () => engine.dispose()
    }
  } catch (error) {
    engine.dispose()
    throw error
  }
}
