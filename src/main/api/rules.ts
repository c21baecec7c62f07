import { Hono } from 'hono'
import { z } from 'zod'
import { RuleName } from '../../shared/api.ts'
import { Rule } from '../../shared/events.ts'
import { body, path } from './checked.ts'
import type { Services } from './services.ts'

const Named = z.object({ name: RuleName })

/** Rules that people gave a name, to choose them for any run. */
export function ruleRoutes({ store }: Services) {
  const { savedRules } = store.library
  return new Hono()
    .get('/', (c) => c.json(savedRules.list()))
    .put('/:name', path(Named), body(Rule), (c) => {
      savedRules.save({ name: c.req.valid('param').name, rule: c.req.valid('json') })
      return c.json(savedRules.list())
    })
    .delete('/:name', path(Named), (c) => {
      savedRules.remove(c.req.valid('param').name)
      return c.json(savedRules.list())
    })
}
