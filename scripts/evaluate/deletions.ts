import { DELETION_FRAMES, deletionTest, type DeletedFrame } from '../../src/main/analysis/deletionTest.ts'
import { evenly } from '../../src/main/analysis/evenly.ts'
import { createSteerer } from '../../src/main/analysis/steerer.ts'
import type { Engine } from '../../src/main/engine/engine.ts'
import { prepareInput } from '../../src/main/model/input/prepareInput.ts'
import type { SteeringModel } from '../../src/main/model/model.ts'
import type { Method } from '../../src/main/saliency/method.ts'
import { seenBySteering } from '../../src/main/saliency/seenPixels.ts'
import { steeringGraph } from '../../src/main/saliency/steering.ts'
import { type MethodTrust, standingInWords } from '../../src/shared/methodTrust.ts'
import { quantise } from '../../src/shared/saliencyMap.ts'
import type { ModelName } from '../../sample/modelPlans.ts'
import type { Bar } from './bars.ts'
import type { EvaluationDrive } from './evaluationDrive.ts'
import { table } from './report.ts'

/** What the deletion test says of a method on a model. */
export interface Deletion {
  model: ModelName
  method: string
  label: string
  /** Null where nothing changed. */
  trust: MethodTrust | null
}

/** Makes the deletion test of methods on both models of a pair, with frames of all drives. */
export async function measureDeletions(
  engine: Engine,
  models: Record<ModelName, SteeringModel>,
  methods: readonly Method[],
  drives: readonly EvaluationDrive[]
): Promise<Deletion[]> {
  const found: Deletion[] = []
  for (const model of ['honest', 'cheater'] as const)
    for (const method of methods) {
      if (method.refuse(models[model]) !== null) continue
      const trust = await deletionOf(engine, models[model], method, drives)
      found.push({ model, method: method.id, label: method.label, trust })
    }
  return found
}

async function deletionOf(
  engine: Engine,
  model: SteeringModel,
  method: Method,
  drives: readonly EvaluationDrive[]
): Promise<MethodTrust | null> {
  const explanation = method.build(model, 'change')
  const [explained, steered] = [await engine.load(explanation.graph), await engine.load(steeringGraph(model))]
  const steer = createSteerer(steered, model.recipe, model.graph)
  const pictures = evenly(
    drives.flatMap(({ inputs }) => inputs),
    DELETION_FRAMES
  )
  const { width, height } = model.recipe.resize
  async function* frames(): AsyncGenerator<DeletedFrame, void> {
    for (const [frame, pixels] of pictures.entries()) {
      const input = new Float32Array(model.graph.input.shape.reduce((product, length) => product * length, 1))
      prepareInput(pixels, width * height, model.recipe, input, 0)
      const { map } = await explanation.explain((values, batch) => explained.run(values, batch), input, 1)
      const other = pictures[(frame + (pictures.length >> 1)) % pictures.length]!
      yield { own: { frame, pixels, before: [] }, other, map: quantise(map, width, height) }
    }
  }
  const trust = await deletionTest(frames(), seenBySteering(model), steer)
  explained.dispose()
  steered.dispose()
  return trust
}

export function deletionBars(where: string, deletions: readonly Deletion[]): Bar[] {
  return deletions
    .filter(({ method }) => method === 'gradient')
    .flatMap(({ model, trust }) =>
      (['blur', 'content'] as const).map((infill) => ({
        name: `${where}: deletion gain of Gradient on the ${model} model, lower end, ${infill}`,
        value: trust?.[infill].low ?? NaN,
        limit: { least: 0 }
      }))
    )
}

export function deletionTable(where: string, deletions: readonly Deletion[]): string {
  const gain = (trust: MethodTrust | null, infill: 'blur' | 'content'): string =>
    trust
      ? `${trust[infill].gain.toFixed(2)} (${trust[infill].low.toFixed(2)} to ${trust[infill].high.toFixed(2)})`
      : ''
  return table(
    [`${where}: deletion gain over random order`, 'blur', 'content of another frame', ''],
    deletions.map(({ model, label, trust }) => [
      `${label}, ${model}`,
      gain(trust, 'blur'),
      gain(trust, 'content'),
      trust ? standingInWords(trust) : 'nothing changed'
    ])
  )
}
