import { Hono } from 'hono'
import { z } from 'zod'
import { featureMaps } from '../analysis/featureMaps.ts'
import { layerMap } from '../analysis/layerMap.ts'
import { contactSheet } from '../report/contactSheet.ts'
import { FrameNumber, path, query } from './checked.ts'
import { bytes, mapAnswer } from './pictures.ts'
import type { Services } from './services.ts'

/**
 * What the layers of a run's model give: which there are, what one gives for a frame as a contact sheet, and a map of what
 * changes that, as of the steering.
 */
export function activationRoutes(services: Services) {
  const { runs, models } = services.store.library
  return new Hono()
    .get('/:run/activations', (c) => {
      const { layers } = models.get(runs.get(c.req.param('run')).modelId)
      return c.json({ layers: layers.filter(({ shape }) => shape.length === 3 || shape.length === 1) })
    })
    .get(
      '/:run/activations/:frame',
      path(z.object({ run: z.string(), frame: FrameNumber })),
      query(z.object({ layer: z.string().min(1) })),
      async (c) => {
        const { run, frame } = c.req.valid('param')
        const maps = await featureMaps(services, runs.get(run).id, frame, c.req.valid('query').layer, c.req.raw.signal)
        const { png, columns, scale } = contactSheet(maps.values, maps.shape)
        const [height, width, count] = maps.shape
        return c.body(bytes(png), 200, {
          'content-type': 'image/png',
          'x-map-width': String(width),
          'x-map-height': String(height),
          'x-map-count': String(count),
          'x-map-columns': String(columns),
          'x-map-scale': String(scale)
        })
      }
    )
    .get(
      '/:run/activations/:frame/map',
      path(z.object({ run: z.string(), frame: FrameNumber })),
      query(z.object({ layer: z.string().min(1), channel: FrameNumber.optional() })),
      async (c) => {
        const { run, frame } = c.req.valid('param')
        const { layer, channel = null } = c.req.valid('query')
        const { map, method } = await layerMap(services, run, frame, { layer, channel }, c.req.raw.signal)
        return mapAnswer(c, map, { 'x-map-method': method.id })
      }
    )
}
