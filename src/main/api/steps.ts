import { Hono } from 'hono'
import { nextSteps, takeStep } from '../review/personalSteps.ts'
import type { Services } from './services.ts'

/** What the reviewer did to a drive, to undo and to do again. */
export function stepRoutes({ store, scoring }: Services) {
  const { library } = store
  const { drives } = library
  async function take(driveId: string, direction: 'undo' | 'redo') {
    const taken = takeStep(library, drives.get(driveId).id, direction)
    if (taken.lanes) await scoring.scoreAnew(driveId)
    return taken
  }
  return new Hono()
    .get('/:drive/steps', (c) => c.json(nextSteps(library, drives.get(c.req.param('drive')).id)))
    .post('/:drive/undo', async (c) => c.json(await take(c.req.param('drive'), 'undo')))
    .post('/:drive/redo', async (c) => c.json(await take(c.req.param('drive'), 'redo')))
}
