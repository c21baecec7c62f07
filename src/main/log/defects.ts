import { appendFileSync } from 'node:fs'
import { sentence } from '../../shared/errors.ts'
import type { Log } from './log.ts'

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

/** Has the log keep what this process dies of. */
export function logDeath(log: Log): void {
  process.on('uncaughtExceptionMonitor', (error) =>
    log.error(`The process ended: ${error instanceof Error ? (error.stack ?? error.message) : sentence(error)}`)
  )
}
