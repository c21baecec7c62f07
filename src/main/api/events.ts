import { Hono } from 'hono'
import { AddEvent, ChangeEvent, ChangeEvents, MergeEvents, SplitEvent, Stretch } from '../../shared/api.ts'
import { Rule } from '../../shared/events.ts'
import {
  addEvent,
  changeEvent,
  changeEvents,
  mergeEvents,
  removeEvent,
  requireFrames,
  splitEvent
} from '../review/editEvents.ts'
import { editRun } from '../review/personalSteps.ts'
import { previewRule, reviewedEvents } from '../review/reviewedEvents.ts'
import { body } from './checked.ts'
import type { Services } from './services.ts'

/** The flagged stretches of a run, the rule that finds them, and what people say of them and do to them. */
export function eventRoutes({ store, reviews }: Services) {
  const { library } = store
  const { runs, rules, nominal } = library
  return new Hono()
    .get('/:run/events', (c) => c.json(reviewedEvents(reviews, runs.get(c.req.param('run')))))
    .put('/:run/rule', body(Rule), (c) => {
      const run = runs.get(c.req.param('run'))
      editRun(library, run, 'rules', 'change the rule', () => rules.set(run.driveId, run.id, c.req.valid('json')))
      return c.json(reviewedEvents(reviews, run))
    })
    .post('/:run/rule/preview', body(Rule), (c) =>
      c.json(previewRule(reviews, runs.get(c.req.param('run')), c.req.valid('json')))
    )
    .put('/:run/nominal', body(Stretch), (c) => {
      const run = runs.get(c.req.param('run'))
      requireFrames(store, run, c.req.valid('json'))
      editRun(library, run, 'nominal_stretches', 'mark the nominal stretch', () =>
        nominal.set(run.driveId, c.req.valid('json'))
      )
      return c.json(reviewedEvents(reviews, run))
    })
    .delete('/:run/nominal', (c) => {
      const run = runs.get(c.req.param('run'))
      editRun(library, run, 'nominal_stretches', 'forget the nominal stretch', () => nominal.set(run.driveId, null))
      return c.json(reviewedEvents(reviews, run))
    })
    .post('/:run/events', body(AddEvent), (c) =>
      c.json(addEvent(reviews, runs.get(c.req.param('run')), c.req.valid('json')))
    )
    .post('/:run/events/change', body(ChangeEvents), (c) =>
      c.json(changeEvents(reviews, runs.get(c.req.param('run')), c.req.valid('json')))
    )
    .post('/:run/events/merge', body(MergeEvents), (c) =>
      c.json(mergeEvents(reviews, runs.get(c.req.param('run')), c.req.valid('json').events))
    )
    .post('/:run/events/:event/split', body(SplitEvent), (c) =>
      c.json(splitEvent(reviews, runs.get(c.req.param('run')), c.req.param('event'), c.req.valid('json').at))
    )
    .put('/:run/events/:event', body(ChangeEvent), (c) =>
      c.json(changeEvent(reviews, runs.get(c.req.param('run')), c.req.param('event'), c.req.valid('json')))
    )
    .delete('/:run/events/:event', (c) => {
      removeEvent(reviews, runs.get(c.req.param('run')), c.req.param('event'))
      return c.json({ ok: true as const })
    })
}
