import type { Polygon } from '../../shared/lanes.ts'
import type { Engine } from '../engine/engine.ts'
import { createEngine } from '../engine/engines.ts'
import type { Graph } from '../model/graph/graph.ts'
import { shuffledWeights } from '../model/graph/shuffledWeights.ts'
import { steeringGraph } from '../saliency/steering.ts'
import { keptInputs } from './keptInputs.ts'
import type { Job } from './openJob.ts'
import { createSteerer, type Steer } from './steerer.ts'
import { laneFrames, type LaneFrame } from './swaps.ts'

/** A model whose steering is tested on changed pictures of a drive. */
export interface TestedModel {
  steer: Steer
  /** The same network with shuffled weights. */
  shuffled(seed: number): Promise<[steer: Steer, dispose: () => void]>
  /** Frames of the drive in any order, with their lanes. @param laneAt in unit picture coordinates */
  laneFrames(
    frames: readonly number[],
    laneAt: (frame: number) => Polygon,
    stop: AbortSignal
  ): AsyncGenerator<LaneFrame, void>
  dispose(): void
}

/** Loads the model of a run on the engine that computed it. */
export async function loadTested({
  cache,
  drive,
  run,
  model
}: Pick<Job, 'cache' | 'drive' | 'run' | 'model'>): Promise<TestedModel> {
  const { recipe, head } = run.key
  const engine: Engine = await createEngine(cache.run(run.id)?.engine ?? 'ort')
  const load = async (graph: Graph): Promise<[Steer, () => void]> => {
    const session = await engine.load(steeringGraph({ graph, head }))
    return [createSteerer(session, recipe, graph), () => session.dispose()]
  }
  try {
    const [steer] = await load(model)
    return {
      steer,
      shuffled: (seed) => load(shuffledWeights(model, seed)),
      laneFrames: (frames, laneAt, stop) =>
        laneFrames(keptInputs(cache, { recipe, graph: model, size: drive }, frames, stop), laneAt, recipe, drive),
      dispose: () => engine.dispose()
    }
  } catch (error) {
    engine.dispose()
    throw error
  }
}
