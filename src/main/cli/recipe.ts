import type { Drive, Model } from '../../shared/api.ts'
import type { RecipeSearch } from '../../shared/recipeSearch.ts'
import type { App } from '../app.ts'
import { answer, clientOf } from './client.ts'
import type { RecipeOptions } from './commandLine.ts'

/** How many recipes a person is shown. */
const SHOWN = 8

/** Tries the plausible recipes of a model on a recording with steering. @throws InputError */
export async function searchRecipe(app: App, { recording, model, openWith }: RecipeOptions): Promise<RecipeSearch> {
  const api = clientOf(app)
  const drive = await answer<Drive>(api.drives.$post({ json: { path: recording, ...openWith } }))
  const opened = await answer<Model>(api.models.$post({ json: { path: model } }))
  const search = api.models[':model']['recipe-search']
  return answer<RecipeSearch>(search.$post({ param: { model: opened.id }, json: { driveId: drive.id } }))
}

/** What `recipe` says to a person. */
export function searchInWords({ fits, frames, sentence }: RecipeSearch): string {
  const shown = fits.slice(0, SHOWN).map(({ label, correlation, range }) => {
    const r = correlation === null ? '    -' : correlation.toFixed(2).padStart(5)
    const reach = range ? range.map((v) => v.toPrecision(3)).join(' to ') : 'not numbers'
    return `  r = ${r}   ${reach}   ${label}`
  })
  const best = fits[0] ? [`recipe: ${JSON.stringify(fits[0].recipe)}`] : []
  return (
    [
      sentence,
      `Tried ${fits.length} recipes on ${frames} frames; correlation, range of the steering:`,
      ...shown,
      ...best
    ].join('\n') + '\n'
  )
}
