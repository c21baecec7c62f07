import type { TypedResponse } from 'hono'
import type { ClientResponse } from 'hono/client'
import { streamedLines } from './streamedLines.ts'

// What the app's routes answer, with the types that the routes give it: both clients, the page's and the command's, read
// their answers here, so that a route that changes does not compile with who asks it.

/** What a route gives that answers line by line: each line is the JSON of a `Line`. */
export type LinesResponse<Line> = Response & TypedResponse<Line, 200, 'ndjson'>

/** The JSON that a route answers. */
export async function jsonOf<Answer>(asked: Promise<{ json(): Promise<Answer> }>): Promise<Answer> {
  return (await asked).json()
}

/** The lines that a route answers, as they come. */
export async function* linesOf<Line>(response: ClientResponse<Line, 200, 'ndjson'>): AsyncGenerator<Line> {
  for await (const text of streamedLines(response)) yield JSON.parse(text) as Line
}
