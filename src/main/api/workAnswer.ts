import type { Context } from 'hono'
import { stream } from 'hono/streaming'
import { isExpected, sentence } from '../../shared/errors.ts'
import type { WorkLine } from '../../shared/workLine.ts'
import { INSIDE, noteDefect } from '../defects.ts'
import type { Services } from './services.ts'

/**
 * The answer of work that takes its time: one JSON, or, for those who accept lines of it, with how far the work is.
 * Whoever hangs up ends it.
 * @param work ends on its signal; what it throws is answered in a sentence
 */
export async function workAnswer<Progress, Found extends object>(
  c: Context,
  { log }: Pick<Services, 'log'>,
  work: (signal: AbortSignal, onProgress: (progress: Progress) => void) => Promise<Found>
): Promise<Response> {
  if (c.req.header('accept') !== 'application/x-ndjson') {
    return c.json<object>(await work(c.req.raw.signal, () => undefined))
  }
  c.header('content-type', 'application/x-ndjson')
  return stream(c, async (out) => {
    const ended = new AbortController()
    out.onAbort(() => ended.abort())
    const signal = AbortSignal.any([ended.signal, c.req.raw.signal])
    const tell = (line: WorkLine<Progress, Found>) => out.write(JSON.stringify(line) + '\n')
    try {
      await tell({ found: await work(signal, (progress) => void tell({ progress })) })
    } catch (error) {
      if (!isExpected(error)) log(noteDefect(`${c.req.method} ${c.req.path}`, error))
      await tell({ error: isExpected(error) ? sentence(error) : INSIDE })
    }
  })
}
