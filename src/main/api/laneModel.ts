import { Hono } from 'hono'
import { z } from 'zod'
import { channelOf, laneModelOutput } from '../analysis/laneModel.ts'
import { FrameNumber, path, query } from './checked.ts'
import { bytes } from './pictures.ts'
import type { Services } from './services.ts'

/** What a lane model gives for a frame, before anything is decided: float32 of one channel, row-major. */
export function laneModelRoutes(services: Services) {
  const { drives } = services.store.library
  return new Hono().get(
    '/:drive/lanes/output/:frame',
    path(z.object({ drive: z.string(), frame: FrameNumber })),
    query(z.object({ model: z.string().min(1), channel: FrameNumber.default(0) })),
    async (c) => {
      const { drive: id, frame } = c.req.valid('param')
      const { model, channel } = c.req.valid('query')
      const drive = drives.get(id)
      const output = await laneModelOutput(services, drive, model, frame, c.req.raw.signal)
      const one = channelOf(output, channel)
      const [height, width, channels] = output.shape
      return c.body(bytes(new Uint8Array(one.buffer)), 200, {
        'content-type': 'application/octet-stream',
        'x-map-width': String(width),
        'x-map-height': String(height),
        'x-map-count': String(channels)
      })
    }
  )
}
