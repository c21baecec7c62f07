import { Hono } from 'hono'
import { InputError } from '../../shared/errors.ts'
import { LaneFile } from '../../shared/lanes.ts'
import { rescore } from '../analysis/rescore.ts'
import { body } from './checked.ts'
import type { Services } from './services.ts'

/** Lane polygons that a person drew on a drive. */
export function laneRoutes({ store, supervisor }: Services) {
  const { drives, lanes } = store.library
  const laneFile = (driveId: string): LaneFile => ({ version: 1, keyframes: lanes.get(driveId) })

  return new Hono()
    .get('/:drive/lanes', (c) => c.json(laneFile(drives.get(c.req.param('drive')).id)))
    .put('/:drive/lanes', body(LaneFile), async (c) => {
      const drive = drives.get(c.req.param('drive'))
      const { keyframes } = c.req.valid('json')
      if (keyframes.some(({ frame }, i) => i > 0 && frame <= keyframes[i - 1]!.frame))
        throw new InputError("'keyframes' is wrong: they must be in rising frame order, one a frame.")
      lanes.set(drive.id, keyframes)
      // A job that is still running scores with the new lanes when it comes to that.
      for (const run of supervisor.list(drive.id))
        if (run.state !== 'running') await rescore(store.cache(drive.id), store.library, run.id)
      return c.json(laneFile(drive.id))
    })
}
