import type { AddedRecordings, RecordingSearchProgress } from '../../shared/api.ts'
import { sentence } from '../../shared/errors.ts'
import { api } from '../client/api.ts'
import { answerOf } from '../client/progress.ts'

/** All recordings of a folder on their way into the library. */
export class AddingRecordings {
  busy = $state(false)
  /** Null before the first word of it. */
  progress = $state.raw<RecordingSearchProgress | null>(null)
  result = $state.raw<AddedRecordings | null>(null)
  failure = $state<string | null>(null)
  #going = new AbortController()

  /** Adds those below `path` in which all `words` stand; answers once all are added, it failed or it was stopped. */
  async add(path: string, words: string): Promise<void> {
    this.stop()
    const { signal } = (this.#going = new AbortController())
    this.busy = true
    this.result = this.failure = null
    try {
      this.result = await answerOf(await api.addRecordings(path, words, signal), signal, (progress) => {
        this.progress = progress
      })
    } catch (error) {
      if (!signal.aborted) this.failure = sentence(error)
    } finally {
      if (!signal.aborted) this.busy = false
    }
  }

  stop(): void {
    this.#going.abort()
    this.busy = false
    this.progress = null
  }

  /** How far it is. */
  get words(): string {
    if (!this.progress) return 'Starting…'
    const { looked, found, added } = this.progress
    return looked > 0 ? `Looking through folders: ${found} recordings so far` : `Added ${added} of ${found}`
  }
}
