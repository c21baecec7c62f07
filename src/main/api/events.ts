import { Hono } from 'hono'
import { AddEvent, JudgeEvent } from '../../shared/api.ts'
import { Rule } from '../../shared/events.ts'
import { addEvent, judgeEvent, removeEvent, reviewedEvents } from '../report/reviewedEvents.ts'
import { body } from './checked.ts'
import type { Services } from './services.ts'

/** The flagged stretches of a run, the rule that finds them, and what people say of them. */
export function eventRoutes({ store }: Services) {
  const { runs, rules } = store.library
  return new Hono()
    .get('/:run/events', (c) => c.json(reviewedEvents(store, runs.get(c.req.param('run')))))
    .put('/:run/rule', body(Rule), (c) => {
      const run = runs.get(c.req.param('run'))
      rules.set(run.driveId, run.id, c.req.valid('json'))
      return c.json(reviewedEvents(store, run))
    })
    .post('/:run/events', body(AddEvent), (c) =>
      c.json(addEvent(store, runs.get(c.req.param('run')), c.req.valid('json')))
    )
    .put('/:run/events/:event', body(JudgeEvent), (c) =>
      c.json(judgeEvent(store, runs.get(c.req.param('run')), c.req.param('event'), c.req.valid('json')))
    )
    .delete('/:run/events/:event', (c) => {
      removeEvent(store, runs.get(c.req.param('run')), c.req.param('event'))
      return c.json({ ok: true as const })
    })
}
