import { sentence } from '../../shared/errors.ts'
import type { AskIntervention, Intervention } from '../../shared/intervention.ts'
import { api } from '../client/api.ts'

/** What becomes of a run's steering where something is hidden: of all questions the newest is answered. */
export class Asking {
  /** Of the newest question, or of the one before while that is being answered. */
  answer = $state.raw<Intervention | null>(null)
  busy = $state(false)
  failure = $state<string | null>(null)
  readonly #run: string
  #going = new AbortController()

  constructor(run: string) {
    this.#run = run
  }

  /** @param patience milliseconds in which another question takes the place of this one without being asked */
  async ask(question: AskIntervention, patience = 0): Promise<void> {
    this.#going.abort()
    const { signal } = (this.#going = new AbortController())
    if (patience > 0) await new Promise((resolve) => setTimeout(resolve, patience))
    if (signal.aborted) return
    this.busy = true
    this.failure = null
    try {
      const answer = await api.intervene(this.#run, question, signal)
      if (!signal.aborted) this.answer = answer
    } catch (error) {
      if (signal.aborted) return
      this.failure = sentence(error)
      this.answer = null
    } finally {
      if (!signal.aborted) this.busy = false
    }
  }

  /** Ends what is being asked and forgets what was answered. */
  forget(): void {
    this.#going.abort()
    this.answer = null
    this.busy = false
    this.failure = null
  }
}
