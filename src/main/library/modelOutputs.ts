import type { Model } from '../../shared/api.ts'
import type { OutputShape } from '../../shared/steeringHead.ts'
import { outputShapes } from '../model/graph/outputShapes.ts'
import { openUnchanged } from './openedModel.ts'

/**
 * What a model of the library gives, its input read as its recipe says.
 * @throws InputError where the model has changed since it was kept
 */
export async function modelOutputs(model: Model): Promise<OutputShape[]> {
  const { graph } = await openUnchanged(model, model.recipe)
  return outputShapes(graph)
}
