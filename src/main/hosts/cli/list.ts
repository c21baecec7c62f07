import type { AddedRecordings, RecordingList } from '../../../shared/api.ts'
import { CancelledError, InputError } from '../../../shared/errors.ts'
import { linesOf } from '../../../shared/typedAnswer.ts'
import type { App } from '../../app.ts'
import { clientOf } from '../client.ts'
import type { ListOptions } from './commandLine.ts'
import { createProgressLine, type Terminal } from './progressLine.ts'

/**
 * Lists the recordings in all folders below a path, or adds them to the library. Progress goes to the terminal.
 * @throws InputError, CancelledError when it is interrupted (`stop`)
 */
export async function list(
  app: App,
  { path, words, add }: ListOptions,
  stop: AbortSignal,
  terminal: Terminal
): Promise<RecordingList | AddedRecordings> {
  const { recordings } = clientOf(app)
  const asked = [
    { json: { path, words } },
    { headers: { accept: 'application/x-ndjson' }, init: { signal: stop } }
  ] as const
  const line = createProgressLine(terminal)
  try {
    for await (const told of linesOf<Told>(
      await (add ? recordings.add.$post(...asked) : recordings.search.$post(...asked))
    )) {
      if ('found' in told) return told.found
      if ('error' in told) throw stop.aborted ? new CancelledError(told.error) : new InputError(told.error)
      const { looked, found, added } = told.progress
      const adding = looked === 0
      line.show({
        stage: adding ? 'adding' : 'looking',
        done: adding ? added : found,
        total: adding ? found : 0,
        rate: null,
        secondsLeft: null
      })
    }
  } finally {
    line.end()
  }
  throw new CancelledError('It was ended before all was looked at.')
}

type Told =
  | { progress: { looked: number; found: number; added: number } }
  | { found: RecordingList | AddedRecordings }
  | { error: string }

/** What `list` says to a person. */
export function listInWords(result: RecordingList | AddedRecordings): string {
  if ('recordings' in result) {
    const rows = result.recordings.map(({ path, kind, openWith, because }) => {
      const episode = openWith?.episode === undefined ? '' : ` --episode ${openWith.episode}`
      return `  ${kind.padEnd(17)} ${path}${episode} (${because})`
    })
    return [`${result.recordings.length} recordings`, ...rows, ''].join('\n')
  }
  const failed = result.failed.map(({ path, error }) => `  left out    ${path}: ${error}`)
  return [`${result.added} recordings are in the library; ${failed.length} cannot be opened`, ...failed, ''].join('\n')
}
