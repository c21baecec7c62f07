import type { SignalSuggestion } from '../../shared/api.ts'
import { api } from '../client/api.ts'
import { notices } from '../shell/notices.svelte.ts'

/** What the pictures of a drive say of the offset between them and the signals, once they are asked. */
export class PictureOffset {
  found = $state.raw<SignalSuggestion | null>(null)
  looking = $state(false)
  readonly #drive: string
  readonly #left = new AbortController()

  constructor(drive: string) {
    this.#drive = drive
  }

  /** Takes seconds. */
  async ask(): Promise<void> {
    this.looking = true
    try {
      this.found = await api.offsetFromPictures(this.#drive, this.#left.signal)
    } catch (error) {
      if (!this.#left.signal.aborted) notices.error(error)
    } finally {
      this.looking = false
    }
  }

  /** To be called where another offset holds: what was found was about the one before. */
  forget(): void {
    this.found = null
  }

  /** Ends what is going on, as when a person leaves. */
  dispose(): void {
    this.#left.abort()
  }
}
