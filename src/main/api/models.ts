import { Hono } from 'hono'
import { AddModel } from '../../shared/api.ts'
import { ToldLayers } from '../../shared/toldLayers.ts'
import { RecipeFile } from '../model/model.ts'
import { body } from './checked.ts'
import { modelLayers, tellLayers } from '../library/modelLayers.ts'
import { modelOutputs } from '../library/modelOutputs.ts'
import { addModel, correctRecipe, withMethodsOfNow } from '../library/openedModel.ts'
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
    .get('/:model/outputs', async (c) => c.json(await modelOutputs(models.get(c.req.param('model')))))
    .get('/:model/layers', async (c) => c.json(await modelLayers(models.get(c.req.param('model')))))
    .put('/:model/layers', body(ToldLayers), async (c) =>
      c.json(await tellLayers(store, c.req.param('model'), c.req.valid('json')))
    )
    .put('/:model/recipe', body(RecipeFile), async (c) =>
      c.json(await correctRecipe(store, c.req.param('model'), c.req.valid('json')))
    )
}
