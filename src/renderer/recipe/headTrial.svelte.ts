import { sentence } from '../../shared/errors.ts'
import type { AskHeadCurves, HeadCurves } from '../../shared/headCurves.ts'
import type { RecipeSearchProgress } from '../../shared/recipeSearch.ts'
import type { SteeringHead } from '../../shared/steeringHead.ts'
import { api } from '../client/api.ts'
import { answerOf } from '../client/progress.ts'

/** What was tried, and what came of it: a curve for each head. */
export interface TriedHeads {
  heads: readonly SteeringHead[]
  curves: HeadCurves
}

/**
 * Meanings of a model's outputs, tried on a drive. The newest question wins; the last answer stays until the next one is
 * there.
 */
export class HeadTrial {
  shown = $state.raw<TriedHeads | null>(null)
  busy = $state(false)
  /** Null before the first word of it. */
  progress = $state.raw<RecipeSearchProgress | null>(null)
  failure = $state<string | null>(null)
  readonly #model: string
  #going = new AbortController()

  constructor(model: string) {
    this.#model = model
  }

  async ask(question: AskHeadCurves, heads: readonly SteeringHead[]): Promise<void> {
    this.stop()
    const { signal } = (this.#going = new AbortController())
    this.busy = true
    try {
      const response = await api.headCurves(this.#model, question, signal)
      const curves = await answerOf(response, signal, (progress) => (this.progress = progress))
      this.shown = { heads, curves }
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
