import { Hono } from 'hono'
import { stream } from 'hono/streaming'
import { isExpected, sentence } from '../../shared/errors.ts'
import { type RecipeSearchLine, SearchRecipe } from '../../shared/recipeSearch.ts'
import { searchRecipe } from '../analysis/recipeSearch.ts'
import { openModel } from '../model/open.ts'
import { body } from './checked.ts'
import type { Services } from './services.ts'

/**
 * Which preparation of the pictures makes a model steer as a recorded drive was steered: as one JSON, or, for those who
 * accept lines of it, with how far the search is. Whoever hangs up ends it.
 */
export function recipeSearchRoutes({ store, log }: Services) {
  const { drives, models } = store.library
  return new Hono().post('/:model/recipe-search', body(SearchRecipe), async (c) => {
    const { path, recipe, head } = models.get(c.req.param('model'))
    const drive = drives.get(c.req.valid('json').driveId)
    const { graph } = await openModel(path)
    const model = { graph, recipe, head }
    if (c.req.header('accept') !== 'application/x-ndjson') {
      return c.json(await searchRecipe(model, drive, c.req.raw.signal))
    }
    c.header('content-type', 'application/x-ndjson')
    return stream(c, async (out) => {
      const ended = new AbortController()
      out.onAbort(() => ended.abort())
      const signal = AbortSignal.any([ended.signal, c.req.raw.signal])
      const tell = (line: RecipeSearchLine) => out.write(JSON.stringify(line) + '\n')
      try {
        await tell({ found: await searchRecipe(model, drive, signal, (progress) => void tell({ progress })) })
      } catch (error) {
        if (!isExpected(error)) log(`${c.req.path} failed: ${error instanceof Error ? error.stack : String(error)}`)
        await tell({
          error: isExpected(error) ? sentence(error) : 'Something went wrong inside Lanegaze; its log says more.'
        })
      }
    })
  })
}
