import { resolve } from 'node:path'
import type { Model } from '../../shared/api.ts'
import type { MethodOffer } from '../../shared/methodSettings.ts'
import type { SteeringModel } from '../model/model.ts'
import { openModel } from '../model/open.ts'
import type { Method, Target } from '../saliency/method.ts'
import { methods } from '../saliency/methods.ts'
import { shortId } from '../store/runKey.ts'
import type { Store } from '../store/store.ts'

/** Opens a model and keeps it in the library; a recipe that a person set stays. @throws InputError */
export async function addModel(store: Store, path: string, sample: boolean): Promise<Model> {
  return store.library.models.save(modelAnswer(await openModel(resolve(path)), sample))
}

/** A model as it goes over the wire. */
export function modelAnswer(model: SteeringModel, sample: boolean): Model {
  const { graph, name, path, format, hash, parameters, recipe, recipeBecause, head, headBecause, warnings } = model
  return {
    id: shortId(hash),
    name,
    path,
    format,
    hash,
    input: [...graph.input.shape],
    parameters,
    layers: graph.nodes.map((node) => ({ name: node.id, kind: node.op.type, shape: [...node.shape] })),
    recipe,
    recipeBecause,
    head,
    headBecause,
    warnings,
    methods: methods.map((method) => offer(method, { graph, head })),
    sample
  }
}

function offer(method: Method, target: Target): MethodOffer {
  const { id, label, signed, caution } = method
  const refused = method.refuse(target)
  const about = { id, label, signed, caution, refused }
  // What does not run on the model has neither a cost there nor anything to choose.
  if (refused) return { ...about, cost: 0, parameters: [] }
  return { ...about, cost: method.cost(target, 'change'), parameters: [...method.parameters(target)] }
}
