import { Hono } from 'hono'
import { AddModel } from '../../shared/api.ts'
import { RecipeFile } from '../model/model.ts'
import { openModel } from '../model/open.ts'
import { checkRecipe } from '../model/recipeFile.ts'
import { body } from './checked.ts'
import { addModel, withMethodsOfNow } from './openedModel.ts'
import type { Services } from './services.ts'

/** Steering models of the library. */
export function modelRoutes({ store }: Services) {
  const { models } = store.library
  return new Hono()
    .get('/', async (c) => c.json(await Promise.all(models.list().map((model) => withMethodsOfNow(store, model)))))
    .post('/', body(AddModel), async (c) => c.json(await addModel(store, c.req.valid('json').path)))
    .get('/:model', async (c) => c.json(await withMethodsOfNow(store, models.get(c.req.param('model')))))
    .put('/:model/recipe', body(RecipeFile), async (c) => {
      const { id, path, name } = models.get(c.req.param('model'))
      const { graph } = await openModel(path)
      const { recipe, head } = checkRecipe(c.req.valid('json'), graph, name)
      return c.json(models.edit(id, recipe, head))
    })
}
