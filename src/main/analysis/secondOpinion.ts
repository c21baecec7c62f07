import type { Warning } from '../../shared/recording.ts'
import { agreement, disagreement } from '../engine/agree.ts'
import type { Engine, EngineId } from '../engine/engine.ts'
import { availableEngines, createEngine } from '../engine/tensorflow.ts'
import type { Graph } from '../model/graph.ts'

/** The engine that is believed where two disagree: TensorFlow itself, whose kernels models are trained with. */
export const REFERENCE: EngineId = 'tf-native'

type Outputs = Record<string, Float32Array>

/** The warning for two engines that disagree on a model's first batch; null where they agree. */
export function judgeAgreement(mine: Outputs, theirs: Outputs, ids: [EngineId, EngineId]): Warning | null {
  const worst = Math.max(...Object.keys(mine).map((name) => disagreement(mine[name]!, theirs[name]!)))
  if (worst <= agreement) return null
  return {
    code: 'engines-disagree',
    message: `The engines ${ids.join(' and ')} differ by ${worst.toExponential(1)} (relative) on this model's first frames; ${REFERENCE} is used.`
  }
}

/**
 * Runs a run's first batch on another engine too, where there is one, and compares.
 * @returns a warning where they disagree beyond 1e-4; null where they agree or there is no second engine
 */
export async function secondOpinion(
  engine: Engine,
  graph: Graph,
  input: Float32Array,
  batch: number,
  outputs: Outputs
): Promise<Warning | null> {
  const other = (await availableEngines()).find((id) => id !== engine.id)
  if (other === undefined) return null
  const second = await createEngine(other)
  try {
    const session = await second.load(graph)
    const theirs = await session.run(input, batch)
    session.dispose()
    return judgeAgreement(outputs, theirs, [engine.id, other])
  } finally {
    second.dispose()
  }
}
