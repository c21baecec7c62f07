import { performance } from 'node:perf_hooks'
import type { MiddlewareHandler } from 'hono'
import type { Log } from '../log/log.ts'

/** Tells the log of every request: method and path, how it was answered and after what time; never its query. */
export function requestLog(log: Log): MiddlewareHandler {
  return async (c, next) => {
    const began = performance.now()
    await next()
    log.debug(`${c.req.method} ${c.req.path} ${c.res.status} ${Math.round(performance.now() - began)} ms`)
  }
}
