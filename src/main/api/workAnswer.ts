import type { Context } from 'hono'
import { INSIDE, isExpected, sentence } from '../../shared/errors.ts'
import type { LinesResponse } from '../../shared/typedAnswer.ts'
import type { WorkLine } from '../../shared/workLine.ts'
import { noteDefect } from '../log/defects.ts'
import { linesAnswer } from './linesAnswer.ts'
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
): Promise<LinesResponse<WorkLine<Progress, Found>>> {
  if (c.req.header('accept') !== 'application/x-ndjson') {
    const whole: Response = c.json<object>(await work(c.req.raw.signal, () => undefined))
    // Both of our clients ask for lines, and are typed for them.
    return whole as LinesResponse<WorkLine<Progress, Found>>
  }
  return linesAnswer<WorkLine<Progress, Found>>(c, async (lines) => {
    const ended = new AbortController()
    lines.onGone(() => ended.abort())
    const signal = AbortSignal.any([ended.signal, c.req.raw.signal])
    try {
      await lines.write({ found: await work(signal, (progress) => void lines.write({ progress })) })
    } catch (error) {
      if (!isExpected(error)) log.error(noteDefect(`${c.req.method} ${c.req.path}`, error))
      await lines.write({ error: isExpected(error) ? sentence(error) : INSIDE })
    }
  })
}
