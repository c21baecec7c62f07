import type { AddedRecordings, RecordingSearchProgress } from '../../shared/api.ts'
import { api } from '../client/api.ts'
import { AskedWork } from './askedWork.svelte.ts'

/** All recordings of a folder on their way into the library. */
export class AddingRecordings extends AskedWork<RecordingSearchProgress> {
  result = $state.raw<AddedRecordings | null>(null)

  /** Adds those below `path` in which all `words` stand; answers once all are added, it failed or it was stopped. */
  async add(path: string, words: string): Promise<void> {
    this.result = this.failure = null
    await this.follow(
      (signal) => api.addRecordings(path, words, signal),
      (added) => (this.result = added)
    )
  }

  /** How far it is. */
  get words(): string {
    if (!this.progress) return 'Starting…'
    const { looked, found, added } = this.progress
    return looked > 0 ? `Looking through folders: ${found} recordings so far` : `Added ${added} of ${found}`
  }
}
