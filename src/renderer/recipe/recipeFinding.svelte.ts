import type { RecipeSearch, RecipeSearchProgress } from '../../shared/recipeSearch.ts'
import type { Recipe } from '../../shared/recipe.ts'
import type { SteeringHead } from '../../shared/steeringHead.ts'
import type { ToldLayers } from '../../shared/toldLayers.ts'
import { sentence } from '../../shared/errors.ts'
import { api } from '../client/api.ts'
import { answerOf } from '../client/progress.ts'

/** What of a search is to be used. */
export interface FoundRecipe {
  recipe: Recipe
  /** Where the one that the model has fits worse. */
  head: SteeringHead | undefined
  /** Where those that its file of weights is taken with fit worse. */
  layers: ToldLayers | undefined
}

/** A search for the recipe of one model, as far as it has come. A new search ends the one before. */
export class RecipeFinding {
  busy = $state(false)
  /** Null before the first word of it. */
  progress = $state.raw<RecipeSearchProgress | null>(null)
  found = $state.raw<RecipeSearch | null>(null)
  failure = $state<string | null>(null)
  readonly #model: string
  #going = new AbortController()

  constructor(model: string) {
    this.#model = model
  }

  async search(drive: string): Promise<void> {
    this.stop()
    const { signal } = (this.#going = new AbortController())
    this.busy = true
    this.found = null
    this.failure = null
    try {
      const response = await api.searchRecipe(this.#model, drive, signal)
      this.found = await answerOf(response, signal, (progress) => {
        this.progress = progress
      })
    } catch (error) {
      if (!signal.aborted) this.failure = sentence(error)
    } finally {
      if (!signal.aborted) this.busy = false
    }
  }

  /** Ends a search that is going on. */
  stop(): void {
    this.#going.abort()
    this.busy = false
    this.progress = null
  }
}

/** How far a search is, in words and as a share of what the words speak of: reading, then comparing. */
export function searchProgress(progress: RecipeSearchProgress | null): { words: string; share: number } {
  if (!progress) return { words: 'Starting…', share: 0 }
  const { stage, done, total } = progress
  const part = total === 0 ? 0 : done / total
  if (stage === 'reading') return { words: 'Reading pictures of the drive', share: part }
  return { words: `Comparing recipe ${Math.min(done + 1, total)} of ${total}`, share: part }
}
