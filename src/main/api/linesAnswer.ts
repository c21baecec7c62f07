import type { Context } from 'hono'
import { stream } from 'hono/streaming'
import type { LinesResponse } from '../../shared/typedAnswer.ts'

/** What a route writes its lines to. */
export interface Lines<Line> {
  write(line: Line): Promise<unknown>
  /** True once whoever asked has hung up. */
  isGone(): boolean
  onGone(listener: () => void): void
}

/** Answers in lines of JSON, as `write` gives them, for as long as it takes. */
export function linesAnswer<Line>(c: Context, write: (lines: Lines<Line>) => Promise<void>): LinesResponse<Line> {
  c.header('content-type', 'application/x-ndjson')
  const response = stream(c, (out) =>
    write({
      write: (line) => out.write(JSON.stringify(line) + '\n'),
      isGone: () => out.aborted,
      onGone: (listener) => out.onAbort(listener)
    })
  )
  // Hono types what `c.json` answers in the same way: the type is for who asks, and nothing at run time.
  return response as LinesResponse<Line>
}
