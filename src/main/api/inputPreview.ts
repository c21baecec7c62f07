import { Hono } from 'hono'
import { InputError } from '../../shared/errors.ts'
import { PreviewInput } from '../../shared/inputPreview.ts'
import { inputParts } from '../../shared/reading.ts'
import { channelsOf } from '../../shared/recipe.ts'
import { inputPreview } from '../analysis/inputPreview.ts'
import { guessReading } from '../model/input/guessReading.ts'
import { body } from './checked.ts'
import type { Services } from './services.ts'

/** A frame of a drive as a model is given it, for a look at a recipe before anything is analysed with it. */
export function inputPreviewRoutes({ store }: Services) {
  const { drives, models } = store.library
  return new Hono().post('/:model/input', body(PreviewInput), async (c) => {
    const { name, form } = models.get(c.req.param('model'))
    const { driveId, frame, recipe } = c.req.valid('json')
    const parts = inputParts(form, recipe.reading ?? guessReading(form, name).reading)
    if (!parts) throw new InputError(`What '${name}' takes cannot be read so; choose another reading.`)
    const taken = parts.find(({ explained }) => explained)!.shape.join(' × ')
    const made = [recipe.resize.height, recipe.resize.width, channelsOf(recipe).length].join(' × ')
    if (made !== taken) {
      throw new InputError(
        `The recipe makes ${made} pictures, but '${name}' takes ${taken}; correct its size or its steps.`
      )
    }
    return c.json(await inputPreview(recipe, parts, drives.get(driveId), frame, c.req.raw.signal))
  })
}
