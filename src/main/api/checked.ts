import type { Env, MiddlewareHandler, ValidationTargets } from 'hono'
import { z } from 'zod'
import { checked } from '../../shared/checked.ts'
import { InputError } from '../../shared/errors.ts'

/** A check of one part of a request; clients see what goes in, routes what comes out (with defaults filled in). */
type Check<Part extends keyof ValidationTargets, Schema extends z.ZodType> = MiddlewareHandler<
  Env,
  string,
  { in: Record<Part, z.input<Schema>>; out: Record<Part, z.output<Schema>> }
>

/** Takes a request's JSON body as the schema says, or answers 400 with the field that is wrong. */
export function body<Schema extends z.ZodType<object>>(schema: Schema): Check<'json', Schema> {
  return async (c, next) => {
    // A web page of another site cannot send this type without asking first, which is never granted.
    if (!/^application\/json\b/.test(c.req.header('content-type') ?? ''))
      throw new InputError('The request must be JSON (content-type application/json).')
    const value: unknown = await c.req.json().catch(() => {
      throw new InputError('The request is not valid JSON.')
    })
    c.req.addValidatedData('json', checked(schema, value))
    await next()
  }
}

/** The same for the part of the address behind the question mark. */
export function query<Schema extends z.ZodType<object>>(schema: Schema): Check<'query', Schema> {
  return async (c, next) => {
    c.req.addValidatedData('query', checked(schema, c.req.query()))
    await next()
  }
}

/** The same for the named parts of the path. */
export function path<Schema extends z.ZodType<object>>(schema: Schema): Check<'param', Schema> {
  return async (c, next) => {
    c.req.addValidatedData('param', checked(schema, c.req.param()))
    await next()
  }
}

/** A number in an address: whole, not negative. */
export const FrameNumber = z.coerce
  .number('must be a number')
  .int('must be a whole number')
  .min(0, 'must not be negative')
