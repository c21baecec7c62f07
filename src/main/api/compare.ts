import { Hono } from 'hono'
import { ComparedRuns } from '../../shared/api.ts'
import { compareRuns } from '../review/comparison.ts'
import { query } from './checked.ts'
import type { Services } from './services.ts'

/** Runs of one drive beside each other: `?runs=a,b`, two to four of them. */
export function compareRoutes({ store, reviews }: Pick<Services, 'store' | 'reviews'>) {
  const { runs } = store.library
  return new Hono().get('/', query(ComparedRuns), (c) =>
    c.json(
      compareRuns(
        reviews,
        c.req.valid('query').runs.map((id) => runs.get(id))
      )
    )
  )
}
