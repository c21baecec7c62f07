import { Hono } from 'hono'
import { PreviewInput } from '../../shared/inputPreview.ts'
import { inputPreview, partsUnder } from '../analysis/inputPreview.ts'
import { body } from './checked.ts'
import type { Services } from './services.ts'

/** A frame of a drive as a model is given it, for a look at a recipe before anything is analysed with it. */
export function inputPreviewRoutes({ store, recordings }: Services) {
  const { drives, models } = store.library
  return new Hono().post('/:model/input', body(PreviewInput), async (c) => {
    const { driveId, frame, recipe } = c.req.valid('json')
    const parts = partsUnder(recipe, models.get(c.req.param('model')))
    return c.json(await inputPreview(recordings, recipe, parts, drives.get(driveId), frame, c.req.raw.signal))
  })
}
