import { InputError } from '../../../shared/errors.ts'
import type { MethodSettings } from '../../../shared/methodSettings.ts'
import { InputLayout } from '../../../shared/inputLayout.ts'
import { recipeInLayout } from '../../../shared/recipeInLayout.ts'
import { jsonOf } from '../../../shared/typedAnswer.ts'
import type { Client } from '../client.ts'

/**
 * Reads a model's input so from now on. What is not given stays as it is, unless the way (`as`) is another one.
 * @throws InputError where the model takes one picture, or cannot be read so
 */
export async function useLayout(api: Client, model: string, given: MethodSettings): Promise<void> {
  const param = { model }
  const { name, form, recipe, head } = await jsonOf(api.models[':model'].$get({ param }))
  if (form.kind === 'picture') {
    throw new InputError(`'${name}' takes one picture, so that --reading has nothing to choose; leave it out.`)
  }
  const parsed = InputLayout.safeParse('as' in given ? given : { ...recipe.reading, ...given })
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!
    throw new InputError(`--reading is wrong${path.length > 0 ? ` at '${path.join('.')}'` : ''}: ${message}.`)
  }
  const reading = parsed.data
  // What does not fit is refused by the route.
  const json = { recipe: recipeInLayout(recipe, form, reading) ?? { ...recipe, reading }, head }
  await jsonOf(api.models[':model'].recipe.$put({ param, json }))
}
