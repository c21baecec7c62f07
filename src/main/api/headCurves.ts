import { Hono } from 'hono'
import { AskHeadCurves, type HeadCurves } from '../../shared/headCurves.ts'
import type { RecipeSearchProgress } from '../../shared/recipeSearch.ts'
import { createHeadCurves } from '../analysis/headCurves.ts'
import { openUnchanged } from '../library/openedModel.ts'
import { checkRecipe } from '../model/input/recipeFile.ts'
import { body } from './checked.ts'
import type { Services } from './services.ts'
import { workAnswer } from './workAnswer.ts'

/** What meanings of a model's outputs look like on a drive, before one of them is chosen. */
export function headCurveRoutes(services: Services) {
  const { drives, models } = services.store.library
  const curves = createHeadCurves(services.recordings)
  return new Hono().post('/:model/head-curves', body(AskHeadCurves), async (c) => {
    const { driveId, recipe, heads } = c.req.valid('json')
    const drive = drives.get(driveId)
    const kept = models.get(c.req.param('model'))
    const { graph, recipe: read } = await openUnchanged(kept, recipe)
    const model = { graph, recipe: read.reading ? { ...recipe, reading: read.reading } : recipe }
    for (const head of heads) checkRecipe({ recipe: model.recipe, head }, graph, kept.name)
    return workAnswer<RecipeSearchProgress, HeadCurves>(c, services, (signal, onProgress) =>
      curves.draw(model, heads, drive, signal, onProgress)
    )
  })
}
