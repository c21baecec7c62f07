import { resolve } from 'node:path'
import type { Model } from '../../shared/api.ts'
import type { SteeringModel } from '../model/model.ts'
import { openModel } from '../model/open.ts'
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
    methods: methods.map((method) => ({
      id: method.id,
      label: method.label,
      signed: method.signed,
      refused: method.refuse({ graph, head })
    })),
    sample
  }
}
