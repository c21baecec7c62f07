import { Hono } from 'hono'
import { AskIntervention } from '../../shared/intervention.ts'
import { body } from './checked.ts'
import type { Services } from './services.ts'

/** What becomes of the steering of a run where something is hidden. */
export function interventionRoutes({ store, interventions }: Services) {
  return new Hono().post('/:run/interventions', body(AskIntervention), async (c) =>
    c.json(await interventions.of(store.library.runs.get(c.req.param('run')), c.req.valid('json'), c.req.raw.signal))
  )
}
