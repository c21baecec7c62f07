import { Hono } from 'hono'
import { RecipeSearch, type RecipeSearchProgress, SearchRecipe } from '../../shared/recipeSearch.ts'
import { otherLayers } from '../analysis/otherNetwork.ts'
import { searchRecipe } from '../analysis/recipeSearch.ts'
import { body } from './checked.ts'
import { openAs } from '../library/openedModel.ts'
import type { Services } from './services.ts'
import { workAnswer } from './workAnswer.ts'

/** Which preparation of the pictures makes a model steer as a recorded drive was steered. */
export function recipeSearchRoutes(services: Services) {
  const { drives, models } = services.store.library
  return new Hono().post('/:model/recipe-search', body(SearchRecipe), async (c) => {
    const { path, recipe, head } = models.get(c.req.param('model'))
    const drive = drives.get(c.req.valid('json').driveId)
    const { graph, taken } = await openAs(path, recipe)
    const layers = otherLayers(taken)
    const other = layers && taken ? { graph: (await openAs(path, recipe, layers)).graph, layers, taken } : undefined
    const model = { graph, recipe, head, ...(other && { other }) }
    return workAnswer<RecipeSearchProgress, RecipeSearch>(c, services, async (signal, onProgress) =>
      RecipeSearch.parse(await searchRecipe(services.recordings, model, drive, signal, onProgress))
    )
  })
}
