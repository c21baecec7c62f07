import { Hono } from 'hono'
import { AddDrive } from '../../shared/api.ts'
import { inspect } from '../library/inspect.ts'
import { body } from './checked.ts'
import type { Services } from './services.ts'

/** What lies at a path, without keeping it. */
export function inspectRoutes(services: Pick<Services, 'store' | 'recordings'>) {
  return new Hono().post('/', body(AddDrive), async (c) => {
    const { path, ...choices } = c.req.valid('json')
    return c.json(await inspect(services, path, choices))
  })
}
