import { Hono } from 'hono'
import { z } from 'zod'
import { AddDrive, RelinkDrive } from '../../shared/api.ts'
import { NotFoundError } from '../../shared/errors.ts'
import { readTimeline } from '../review/series.ts'
import { body, FrameNumber, path } from './checked.ts'
import { jpeg } from './pictures.ts'
import { addDrive, driveAnswer, relinkDrive } from '../library/openedDrive.ts'
import type { Services } from './services.ts'
import { createThumbnails } from '../library/thumbnail.ts'

/** Recorded drives of the library. */
export function driveRoutes(services: Pick<Services, 'store' | 'recordings' | 'supervisor' | 'scoring'>) {
  const { store, supervisor, scoring } = services
  const { drives, runs } = store.library
  const thumbnails = createThumbnails(services)

  return new Hono()
    .get('/', async (c) => c.json(await Promise.all(drives.list().map(driveAnswer))))
    .post('/', body(AddDrive), async (c) => {
      const { path: file, ...choices } = c.req.valid('json')
      const drive = await addDrive(services, file, choices)
      if (choices.positive !== undefined) await scoring.followSignals(drive.id)
      return c.json(drive)
    })
    .get('/:drive', async (c) => c.json(await driveAnswer(drives.get(c.req.param('drive')))))
    .put('/:drive/place', body(RelinkDrive), async (c) => {
      const drive = await relinkDrive(services, drives.get(c.req.param('drive')), c.req.valid('json').path)
      await thumbnails.forget(drive.id)
      return c.json(drive)
    })
    .delete('/:drive', async (c) => {
      const { id } = drives.get(c.req.param('drive'))
      for (const run of runs.list(id)) await supervisor.cancel(run.id)
      drives.remove(id)
      store.removeCache(id)
      return c.json({ ok: true as const })
    })
    .get('/:drive/thumbnail', async (c) => {
      const { id } = drives.get(c.req.param('drive'))
      return jpeg(c, await thumbnails.of(id))
    })
    .get('/:drive/pictures/:frame', path(z.object({ drive: z.string(), frame: FrameNumber })), (c) => {
      const { drive, frame } = c.req.valid('param')
      const picture = store.cache(drives.get(drive).id).picture(frame)
      if (!picture) throw new NotFoundError(`Frame ${frame} is not decoded (yet).`)
      return jpeg(c, picture)
    })
    .get('/:drive/timeline', (c) => {
      const drive = drives.get(c.req.param('drive'))
      const timeline = readTimeline(store.cache(drive.id), drive)
      if (timeline.times.length === 0) throw new NotFoundError('This drive is not decoded yet; analyse it first.')
      return c.json(timeline)
    })
}
