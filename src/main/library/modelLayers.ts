import type { Model } from '../../shared/api.ts'
import { InputError, isExpected } from '../../shared/errors.ts'
import type { TakenLayers, ToldLayers } from '../../shared/toldLayers.ts'
import { writeLayersFile } from '../model/layersFile.ts'
import { openModel } from '../model/open.ts'
import type { Store } from '../store/store.ts'
import { addModel, correctRecipe, openAs, openUnchanged } from './openedModel.ts'
import { typedPath } from './typedPath.ts'

/** How the layers of a model are joined whose file holds weights alone; null for others. @throws InputError */
export async function modelLayers(model: Model): Promise<TakenLayers | null> {
  return (await openUnchanged(model, model.recipe)).taken ?? null
}

/**
 * Keeps beside a file of weights what a person says of the network. That is another model, with the recipe and the head that
 * were set for the one before, where these fit it.
 * @throws InputError where the file says that itself, or nothing can be opened so
 */
export async function tellLayers(store: Store, id: string, told: ToldLayers): Promise<Model> {
  const kept = store.library.models.get(id)
  if ((await modelLayers(kept)) === null)
    throw new InputError(
      `The file of '${kept.name}' says itself what stands between its layers; there is nothing to set.`
    )
  // Other strides may need pictures of another size.
  await openAs(kept.path, kept.recipe, told).catch((error: unknown) => {
    if (!isExpected(error)) throw error
    return openModel(typedPath(kept.path), { layers: told })
  })
  await writeLayersFile(typedPath(kept.path), told)
  const model = await addModel(store, kept.path)
  if (store.library.models.editedRecipe(kept.id) === null) return model
  return correctRecipe(store, model.id, kept).catch((error: unknown) => {
    if (!isExpected(error)) throw error
    return model
  })
}
