import { Hono } from 'hono'
import { AddModel } from '../../shared/api.ts'
import { RecipeFile } from '../model/model.ts'
import { body } from './checked.ts'
import { addModel } from './openedModel.ts'
import type { Services } from './services.ts'

/** Steering models of the library. */
export function modelRoutes({ store }: Services) {
  const { models } = store.library
  return new Hono()
    .get('/', (c) => c.json(models.list()))
    .post('/', body(AddModel), async (c) => c.json(await addModel(store, c.req.valid('json').path, false)))
    .get('/:model', (c) => c.json(models.get(c.req.param('model'))))
    .put('/:model/recipe', body(RecipeFile), (c) => {
      const { recipe, head } = c.req.valid('json')
      return c.json(models.edit(c.req.param('model'), recipe, head))
    })
}
