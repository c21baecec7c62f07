import type { AskHeadCurves, HeadCurves } from '../../shared/headCurves.ts'
import type { RecipeSearchProgress } from '../../shared/recipeSearch.ts'
import type { SteeringHead } from '../../shared/steeringHead.ts'
import { api } from '../client/api.ts'
import { AskedWork } from '../shell/askedWork.svelte.ts'

/** What was tried, and what came of it: a curve for each head. */
export interface TriedHeads {
  heads: readonly SteeringHead[]
  curves: HeadCurves
}

/**
 * Meanings of a model's outputs, tried on a drive. The newest question wins; the last answer stays until the next one is
 * there.
 */
export class HeadTrial extends AskedWork<RecipeSearchProgress> {
  shown = $state.raw<TriedHeads | null>(null)
  readonly #model: string

  constructor(model: string) {
    super()
    this.#model = model
  }

  async ask(question: AskHeadCurves, heads: readonly SteeringHead[]): Promise<void> {
    await this.follow(
      (signal) => api.headCurves(this.#model, question, signal),
      (curves) => (this.shown = { heads, curves })
    )
  }
}
