import type { ClientResponse } from 'hono/client'
import { sentence } from '../../shared/errors.ts'
import type { WorkLine } from '../../shared/workLine.ts'
import { answerOf } from '../client/progress.ts'

/** Work of the app that a person asked for and waits for, as far as it has come. A new question ends the one before. */
export class AskedWork<Progress> {
  busy = $state(false)
  /** Null before the first word of it. */
  progress = $state.raw<Progress | null>(null)
  /** Why the last question had no answer, as a sentence; it stays until there is one. */
  failure = $state<string | null>(null)
  #going = new AbortController()

  /** Asks, follows what is told on the way, and hands the answer on; neither where it failed nor where it was stopped. */
  protected async follow<Answer>(
    ask: (signal: AbortSignal) => Promise<ClientResponse<WorkLine<Progress, Answer>, 200, 'ndjson'>>,
    take: (answer: Answer) => void
  ): Promise<void> {
    this.stop()
    const { signal } = (this.#going = new AbortController())
    this.busy = true
    try {
      take(await answerOf(await ask(signal), signal, (progress) => (this.progress = progress)))
      this.failure = null
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
}
