import { Hono } from 'hono'
import { z } from 'zod'
import { InputError } from '../../shared/errors.ts'
import { laneModelOutput } from '../analysis/laneModel.ts'
import { FrameNumber, path, query } from './checked.ts'
import { openedRecording } from '../library/openedRecording.ts'
import { bytes } from './pictures.ts'
import type { Services } from './services.ts'

/** What a lane model gives for a frame, before anything is decided: float32 of one channel, row-major. */
export function laneModelRoutes({ store }: Services) {
  const { drives } = store.library
  return new Hono().get(
    '/:drive/lanes/output/:frame',
    path(z.object({ drive: z.string(), frame: FrameNumber })),
    query(z.object({ model: z.string().min(1), channel: FrameNumber.default(0) })),
    async (c) => {
      const { drive: id, frame } = c.req.valid('param')
      const { model, channel } = c.req.valid('query')
      const drive = drives.get(id)
      const recording = await openedRecording(drive.path, drive.openWith)
      const { shape, values } = await laneModelOutput(store.library, recording, model, frame, c.req.raw.signal)
      const [height, width, channels] = shape
      if (channel >= channels)
        throw new InputError(
          `This model gives ${channels} channels, so there is no channel ${channel}; they count from 0.`
        )
      const one = Float32Array.from({ length: width * height }, (_, i) => values[i * channels + channel]!)
      return c.body(bytes(new Uint8Array(one.buffer)), 200, {
        'content-type': 'application/octet-stream',
        'x-map-width': String(width),
        'x-map-height': String(height),
        'x-map-count': String(channels)
      })
    }
  )
}
