import type { InputPreview } from '../../shared/inputPreview.ts'
import type { Recipe } from '../../shared/recipe.ts'
import { sentence } from '../../shared/errors.ts'
import { api } from '../client/api.ts'

/** A frame as a model is given it. The newest question wins; the last answer stays until the next one is there. */
export class InputLook {
  shown = $state.raw<{ preview: InputPreview; recipe: Recipe } | null>(null)
  failure = $state<string | null>(null)
  busy = $state(false)
  readonly #model: string
  #going = new AbortController()

  constructor(model: string) {
    this.#model = model
  }

  async look(driveId: string, frame: number, recipe: Recipe): Promise<void> {
    this.stop()
    const { signal } = (this.#going = new AbortController())
    this.busy = true
    try {
      const preview = await api.inputPreview(this.#model, { driveId, frame, recipe }, signal)
      if (signal.aborted) return
      this.shown = { preview, recipe }
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
  }
}
