import type { LibraryAnswered, LibraryGeneration, LibraryState } from '../../shared/api.ts'
import { sentence } from '../../shared/errors.ts'
import { api } from '../client/api.ts'

/** Whether the library is open; where it is not, what a person can choose from, and what came of their choice. */
export class LibraryQuestion {
  /** Null until the app has said. */
  state = $state.raw<LibraryState | null>(null)
  /** Newest first; null until they are looked through. */
  generations = $state.raw<LibraryGeneration[] | null>(null)
  /** Name of the copy that would be restored. */
  chosen = $state<string | null>(null)
  busy = $state(false)
  failure = $state.raw<string | null>(null)
  answered = $state.raw<LibraryAnswered | null>(null)

  /** True once there is nothing (more) to ask. */
  isOpen = $derived(this.state !== null && this.state.question === null && this.answered === null)

  async look(): Promise<void> {
    try {
      this.state = await api.library()
      if (this.state.question === null) return
      this.generations = await api.libraryGenerations()
      this.chosen = this.generations.find(({ holds, kind }) => holds && kind !== 'set-aside')?.name ?? null
    } catch (error) {
      // Whatever it is, the screens that ask for something say it too.
      this.state ??= { file: '', question: null }
      this.failure = sentence(error)
    }
  }

  async restore(): Promise<void> {
    const { chosen } = this
    if (chosen !== null) await this.#answer(() => api.restoreLibrary(chosen))
  }

  async beginEmpty(): Promise<void> {
    await this.#answer(() => api.beginEmptyLibrary())
  }

  /** Goes on to the library. */
  close(): void {
    this.answered = null
  }

  async #answer(answer: () => Promise<LibraryAnswered>): Promise<void> {
    this.busy = true
    this.failure = null
    try {
      this.answered = await answer()
      this.state = await api.library()
    } catch (error) {
      this.failure = sentence(error)
      await this.look()
    } finally {
      this.busy = false
    }
  }
}
