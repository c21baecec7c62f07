import { appendFileSync } from 'node:fs'
import { sentence } from '../shared/errors.ts'

/** What a person reads where the program itself went wrong. */
export const INSIDE = 'Something went wrong inside Lanegaze; its log says more.'

/**
 * Takes down an error inside the program. Whatever the input, there should be none: where LANEGAZE_DEFECTS names a file,
 * every process of the app adds it there as a line of JSON, and the tests fail for it.
 * @param where what was being done, such as 'POST /api/drives'
 * @returns the text for the log
 */
export function noteDefect(where: string, error: unknown): string {
  const text = `${where} failed: ${error instanceof Error ? (error.stack ?? error.message) : sentence(error)}`
  const file = process.env['LANEGAZE_DEFECTS']
  if (file) appendFileSync(file, `${JSON.stringify(text)}\n`)
  return text
}

if (process.env['LANEGAZE_DEFECTS']) {
  process.on('uncaughtExceptionMonitor', (error) => void noteDefect(`Process ${process.title}`, error))
}
