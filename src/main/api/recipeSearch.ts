import { Hono } from 'hono'
import { SearchRecipe } from '../../shared/recipeSearch.ts'
import { searchRecipe } from '../analysis/recipeSearch.ts'
import { openModel } from '../model/open.ts'
import { body } from './checked.ts'
import type { Services } from './services.ts'

/** Which preparation of the pictures makes a model steer as a recorded drive was steered. */
export function recipeSearchRoutes({ store }: Services) {
  const { drives, models } = store.library
  return new Hono().post('/:model/recipe-search', body(SearchRecipe), async (c) => {
    const { path, recipe, head } = models.get(c.req.param('model'))
    const drive = drives.get(c.req.valid('json').driveId)
    const { graph } = await openModel(path)
    return c.json(await searchRecipe({ graph, recipe, head }, drive, c.req.raw.signal))
  })
}
