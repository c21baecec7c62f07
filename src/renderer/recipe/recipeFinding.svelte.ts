import type { RecipeSearch, RecipeSearchProgress } from '../../shared/recipeSearch.ts'
import type { Recipe } from '../../shared/recipe.ts'
import type { SteeringHead } from '../../shared/steeringHead.ts'
import type { ToldLayers } from '../../shared/toldLayers.ts'
import { api } from '../client/api.ts'
import { AskedWork } from '../shell/askedWork.svelte.ts'

/** What of a search is to be used. */
export interface FoundRecipe {
  recipe: Recipe
  /** Where the one that the model has fits worse. */
  head: SteeringHead | undefined
  /** Where those that its file of weights is taken with fit worse. */
  layers: ToldLayers | undefined
}

/** A search for the recipe of one model, as far as it has come. A new search ends the one before. */
export class RecipeFinding extends AskedWork<RecipeSearchProgress> {
  found = $state.raw<RecipeSearch | null>(null)
  readonly #model: string

  constructor(model: string) {
    super()
    this.#model = model
  }

  async search(drive: string): Promise<void> {
    this.found = this.failure = null
    await this.follow(
      (signal) => api.searchRecipe(this.#model, drive, signal),
      (found) => (this.found = found)
    )
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
