import { Hono } from 'hono'
import { AddModel } from '../../shared/api.ts'
import { InputError } from '../../shared/errors.ts'
import { RecipeFile } from '../model/model.ts'
import { checkRecipe } from '../model/input/recipeFile.ts'
import { body } from './checked.ts'
import { addModel, modelAnswer, openAs, withMethodsOfNow } from '../library/openedModel.ts'
import type { Services } from './services.ts'

/** Steering models of the library. */
export function modelRoutes({ store }: Services) {
  const { models } = store.library
  return new Hono()
    .get('/', async (c) => c.json(await Promise.all(models.list().map((model) => withMethodsOfNow(store, model)))))
    .post('/', body(AddModel), async (c) => {
      const { path, lambdas = {} } = c.req.valid('json')
      return c.json(await addModel(store, path, { lambdas }))
    })
    .get('/:model', async (c) => c.json(await withMethodsOfNow(store, models.get(c.req.param('model')))))
    .put('/:model/recipe', body(RecipeFile), async (c) => {
      const { id, path, name, hash, sample } = models.get(c.req.param('model'))
      const { recipe: wanted, head } = c.req.valid('json')
      const opened = await openAs(path, wanted)
      if (opened.hash !== hash)
        throw new InputError(`The model '${name}' has changed since it was opened; open it again: '${path}'.`)
      const { reading } = opened.recipe
      const recipe = reading ? { ...wanted, reading } : wanted
      checkRecipe({ recipe, head }, opened.graph, name)
      // Another reading is another network: its picture, its layers and what its methods say.
      models.save({ ...modelAnswer(opened, sample), name })
      return c.json(models.edit(id, recipe, head))
    })
}
