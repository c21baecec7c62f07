import { Hono } from 'hono'
import { z } from 'zod'
import { StartRun, type Progress, type Regions } from '../../shared/api.ts'
import { NotFoundError } from '../../shared/errors.ts'
import { prepareRun } from '../analysis/prepareRun.ts'
import { withMethodsFor } from '../library/openedModel.ts'
import { readSeries } from '../review/series.ts'
import { laneRegions } from '../review/laneRegions.ts'
import { body, FrameNumber, path, query } from './checked.ts'
import { linesAnswer } from './linesAnswer.ts'
import { bytes, immutable, mapAnswer } from './pictures.ts'
import type { Services } from './services.ts'

const RegionRange = z.object({
  from: FrameNumber.default(0),
  count: FrameNumber.pipe(z.number().max(4096)).default(256)
})

/** Analyses: a drive under a model, by a method. */
export function runRoutes({ store, reviews, supervisor }: Services) {
  const { drives, models, runs } = store.library

  return (
    new Hono()
      .get('/', query(z.object({ drive: z.string().optional() })), (c) =>
        c.json(supervisor.list(c.req.valid('query').drive))
      )
      .post('/', body(StartRun), async (c) => {
        const { driveId, modelId, ...wishes } = c.req.valid('json')
        const drive = drives.get(driveId)
        const kept = models.get(modelId)
        const model = wishes.of ? await withMethodsFor(kept, wishes.of) : kept
        const run = prepareRun(store.library, store.cache(driveId), { drive, model, ...wishes })
        return c.json(supervisor.start(run.id))
      })
      .get('/:run', (c) => c.json(supervisor.describe(c.req.param('run'))))
      .post('/:run/pause', async (c) => c.json(await supervisor.pause(c.req.param('run'))))
      .post('/:run/resume', (c) => c.json(supervisor.resume(c.req.param('run'))))
      .post('/:run/evidence', (c) => c.json(supervisor.test(c.req.param('run'))))
      .delete('/:run', async (c) => {
        await supervisor.cancel(c.req.param('run'))
        return c.json({ ok: true as const })
      })
      .get('/:run/progress', (c) => {
        const { id } = runs.get(c.req.param('run'))
        return linesAnswer<Progress>(c, async (lines) => {
          for await (const progress of supervisor.progress(id)) {
            if (lines.isGone()) return
            await lines.write(progress)
          }
        })
      })
      .get('/:run/series', (c) => {
        return c.json(readSeries(reviews, runs.get(c.req.param('run'))))
      })
      .get('/:run/maps/:frame', path(z.object({ run: z.string(), frame: FrameNumber })), (c) => {
        const { run, frame } = c.req.valid('param')
        const { id, driveId } = runs.get(run)
        const map = store.cache(driveId).map(id, frame)
        if (!map) throw new NotFoundError(`Frame ${frame} is not analysed (yet).`)
        return mapAnswer(c, map, { 'cache-control': immutable })
      })
      // Of a run from before that was kept it is not known until it is scored again.
      .get('/:run/seen', (c) => {
        const { id, driveId } = runs.get(c.req.param('run'))
        const seen = store.cache(driveId).seenPixels(id)
        if (!seen) return c.body(null, 204)
        return c.body(bytes(seen.data), 200, {
          'content-type': 'application/octet-stream',
          'x-map-width': String(seen.width),
          'x-map-height': String(seen.height)
        })
      })
      .get('/:run/regions', query(RegionRange), (c) => {
        const { from, count } = c.req.valid('query')
        const run = runs.get(c.req.param('run'))
        const answer: Regions = { from, regions: laneRegions(reviews, run, from, count) }
        return c.json(answer)
      })
  )
}
