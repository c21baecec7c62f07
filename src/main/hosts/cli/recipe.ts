import { CancelledError, InputError } from '../../../shared/errors.ts'
import type { RecipeSearch } from '../../../shared/recipeSearch.ts'
import type { App } from '../../app.ts'
import { jsonOf, linesOf } from '../../../shared/typedAnswer.ts'
import { clientOf } from '../client.ts'
import type { RecipeOptions } from './commandLine.ts'
import { createProgressLine, type Terminal } from './progressLine.ts'

/** How many recipes a person is shown. */
const SHOWN = 8

const stages = { reading: 'pictures', comparing: 'recipes' } as const

/**
 * Tries the plausible recipes of a model on a recording with steering. Progress goes to the terminal.
 * @throws InputError, CancelledError when it is interrupted (`stop`)
 */
export async function searchRecipe(
  app: App,
  { recording, model, openWith }: RecipeOptions,
  stop: AbortSignal,
  terminal: Terminal
): Promise<RecipeSearch> {
  const api = clientOf(app)
  const drive = await jsonOf(api.drives.$post({ json: { path: recording, ...openWith } }))
  const opened = await jsonOf(api.models.$post({ json: { path: model } }))
  const asked = api.models[':model']['recipe-search'].$post(
    { param: { model: opened.id }, json: { driveId: drive.id } },
    { headers: { accept: 'application/x-ndjson' }, init: { signal: stop } }
  )
  const line = createProgressLine(terminal)
  try {
    for await (const told of linesOf(await asked)) {
      if ('found' in told) return told.found
      if ('error' in told) throw stop.aborted ? new CancelledError(told.error) : new InputError(told.error)
      const { stage, done, total } = told.progress
      line.show({ stage: stages[stage], done, total, rate: null, secondsLeft: null })
    }
  } finally {
    line.end()
  }
  throw new CancelledError('The search was ended before it had found anything.')
}

/** What `recipe` says to a person. */
export function searchInWords({ fits, frames, isFound, sentence, head, layers }: RecipeSearch): string {
  const shown = fits.slice(0, SHOWN).map(({ label, correlation, range, spread }) => {
    const r = correlation === null ? '    -' : correlation.toFixed(2).padStart(5)
    const reach = range ? range.map((v) => v.toPrecision(3)).join(' to ') : 'not numbers'
    const times = spread === null ? '' : `x ${spread.toPrecision(2)}`.padEnd(10)
    return `  r = ${r}   ${times}${reach}   ${label}`
  })
  const network = layers
    ? [
        `layers: ${JSON.stringify(layers)}`,
        "To use them, write what follows 'layers:' to a file beside the model that is called as the model with .layers.json behind."
      ]
    : []
  const best =
    fits[0] && isFound
      ? [
          `recipe: ${JSON.stringify(head ? { recipe: fits[0].recipe, head } : fits[0].recipe)}`,
          "To use it, write what follows 'recipe:' to a file and give that to analyze as --recipe FILE."
        ]
      : []
  return (
    [
      sentence,
      `Tried ${fits.length} recipes on ${frames} frames. The first have the greatest correlation (r), less where the steering spreads far more or less than the recorded one (x 1); then its range:`,
      ...shown,
      ...network,
      ...best
    ].join('\n') + '\n'
  )
}
