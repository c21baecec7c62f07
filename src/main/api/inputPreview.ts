import { Hono } from 'hono'
import { InputError } from '../../shared/errors.ts'
import { PreviewInput } from '../../shared/inputPreview.ts'
import { inputPreview } from '../analysis/inputPreview.ts'
import { channelsOf } from '../model/prepareInput.ts'
import { body } from './checked.ts'
import type { Services } from './services.ts'

/** A frame of a drive as a model is given it, for a look at a recipe before anything is analysed with it. */
export function inputPreviewRoutes({ store }: Services) {
  const { drives, models } = store.library
  return new Hono().post('/:model/input', body(PreviewInput), async (c) => {
    const { name, input } = models.get(c.req.param('model'))
    const { driveId, frame, recipe } = c.req.valid('json')
    const made = [recipe.resize.height, recipe.resize.width, channelsOf(recipe)].join(' × ')
    if (made !== input.join(' × ')) {
      throw new InputError(
        `The recipe makes ${made} pictures, but '${name}' takes ${input.join(' × ')}; correct its size or colour.`
      )
    }
    return c.json(await inputPreview(recipe, drives.get(driveId), frame, c.req.raw.signal))
  })
}
