import { setImmediate as nextTurn } from 'node:timers/promises'
import type { AddedRecordings, RecordingList, RecordingSearchProgress, SearchRecordings } from '../../shared/api.ts'
import { CancelledError, InputError, sentence } from '../../shared/errors.ts'
import { matchingRecordings } from '../../shared/matchingRecordings.ts'
import { findRecordings } from '../recording/open.ts'
import { addDrive } from './openedDrive.ts'
import type { Opener } from './recordings.ts'
import { typedPath } from './typedPath.ts'

type OnProgress = (progress: RecordingSearchProgress) => void

/** Milliseconds between two words on how far it is. */
const EVERY = 200

/**
 * Lists the recordings in all folders below a path, none of which is opened.
 * @throws InputError where the path cannot be read, CancelledError on `signal`
 */
export async function searchRecordings(
  { path, words = '' }: SearchRecordings,
  signal: AbortSignal,
  onProgress: OnProgress
): Promise<RecordingList> {
  const tell = nowAndThen(onProgress)
  const onLook = (looked: number, found: number): void => tell({ looked, found, added: 0 })
  const { recordings } = await findRecordings(typedPath(path), { signal, onLook })
  return { recordings: matchingRecordings(recordings, words) }
}

/**
 * Adds them all to the library. What cannot be opened is told and does not hold up the others; those that were added
 * before it is stopped stay.
 * @throws InputError, CancelledError
 */
export async function addRecordings(
  opener: Opener,
  search: SearchRecordings,
  signal: AbortSignal,
  onProgress: OnProgress
): Promise<AddedRecordings> {
  const { recordings } = await searchRecordings(search, signal, onProgress)
  const tell = nowAndThen(onProgress)
  const result: AddedRecordings = { added: 0, failed: [] }
  for (const { path, name, openWith = {} } of recordings) {
    if (signal.aborted) throw new CancelledError(`Adding was stopped; ${result.added} recordings were added before.`)
    try {
      await addDrive(opener, path, openWith)
      result.added++
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      result.failed.push({ path, name, error: sentence(error) })
    }
    tell({ looked: 0, found: recordings.length, added: result.added + result.failed.length })
    await nextTurn()
  }
  return result
}

function nowAndThen(onProgress: OnProgress): OnProgress {
  let last = -Infinity
  return (progress) => {
    if (performance.now() - last < EVERY) return
    last = performance.now()
    onProgress(progress)
  }
}
