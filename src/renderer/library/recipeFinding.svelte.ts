import type { RecipeSearch } from '../../shared/recipeSearch.ts'
import { sentence } from '../../shared/errors.ts'
import { api } from '../client/api.ts'

/** A search for the recipe of one model, as far as it has come. A new search ends the one before. */
export class RecipeFinding {
  busy = $state(false)
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
      const found = await api.searchRecipe(this.#model, drive, signal)
      if (!signal.aborted) this.found = found
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
  }
}
