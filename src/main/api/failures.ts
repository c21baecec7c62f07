import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import {
  CancelledError,
  ConflictError,
  INSIDE,
  InputError,
  NotFoundError,
  sentence,
  UnavailableError
} from '../../shared/errors.ts'
import { noteDefect } from '../log/defects.ts'
import type { Log } from '../log/log.ts'
import { UnreadableLambda } from '../model/unreadableLambda.ts'
import { SeveralRecordings } from '../recording/place/severalRecordings.ts'
import { isDiskTrouble } from '../store/sqlite.ts'
import type { Failure } from '../../shared/api.ts'

/** Turns what a route threw into its answer. Defects are logged, and told without their insides. */
export function failureAnswer(error: unknown, c: Context, log: Log): Response {
  if (error instanceof SeveralRecordings)
    return c.json<Failure>({ error: error.message, recordings: error.recordings, whole: error.whole }, 409)
  if (error instanceof UnreadableLambda) return c.json<Failure>({ error: error.message, lambda: error.layer }, 400)
  if (error instanceof ConflictError) return c.json<Failure>({ error: error.message }, 409)
  if (error instanceof InputError) return c.json<Failure>({ error: error.message }, 400)
  if (error instanceof NotFoundError) return c.json<Failure>({ error: error.message }, 404)
  if (error instanceof CancelledError) return c.json<Failure>({ error: error.message }, 409)
  if (error instanceof UnavailableError) return c.json<Failure>({ error: error.message }, 503)
  if (error instanceof HTTPException) return c.json<Failure>({ error: `${error.message}.` }, error.status)
  if (isDiskTrouble(error))
    return c.json<Failure>(
      {
        error: `Nothing can be written to the data folder (${sentence(error)}); make room there or make it writable, then try again.`
      },
      503
    )
  log.error(noteDefect(`${c.req.method} ${c.req.path}`, error))
  return c.json<Failure>({ error: INSIDE }, 500)
}
