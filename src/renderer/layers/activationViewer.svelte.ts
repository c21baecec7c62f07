import type { ModelLayer } from '../../shared/api.ts'
import { sentence } from '../../shared/errors.ts'
import { api, type ContactSheet } from '../client/api.ts'

/** A contact sheet on the screen. */
export type ShownSheet = Omit<ContactSheet, 'picture'> & { frame: number; layer: string; address: string }

/** A frame must be looked at for so long, in milliseconds, before a model is run for it. */
const patience = 250

/** What the layers of a run's model give for the frame that is looked at. */
export class ActivationViewer {
  open = $state(false)
  /** Layers that give maps, from the picture to the steering; null until they are known. */
  layers = $state.raw<readonly ModelLayer[] | null>(null)
  /** The last sheet that came; it stays until a newer one is there. */
  sheet = $state.raw<ShownSheet | null>(null)
  busy = $state(false)
  failure = $state<string | null>(null)
  #chosen = $state<string | null>(null)
  readonly #run: string
  #going = new AbortController()

  layer = $derived.by(
    () => this.layers?.find(({ name }) => name === this.#chosen)?.name ?? this.layers?.[0]?.name ?? null
  )

  constructor(run: string) {
    this.#run = run
  }

  choose(layer: string): void {
    this.#chosen = layer
  }

  async loadLayers(): Promise<void> {
    try {
      this.layers ??= await api.mapLayers(this.#run)
    } catch (error) {
      this.failure = sentence(error)
    }
  }

  /** Fetches the sheet of a layer for a frame, unless another is asked for within a moment. */
  async show(frame: number, layer: string): Promise<void> {
    this.#going.abort()
    const { signal } = (this.#going = new AbortController())
    if (this.sheet?.frame === frame && this.sheet.layer === layer) {
      this.busy = false
      return
    }
    await new Promise((resolve) => setTimeout(resolve, patience))
    if (signal.aborted) return
    this.busy = true
    this.failure = null
    try {
      const { picture, ...facts } = await api.contactSheet(this.#run, frame, layer, signal)
      if (signal.aborted) return
      this.#forget()
      this.sheet = { ...facts, frame, layer, address: URL.createObjectURL(picture) }
    } catch (error) {
      if (!signal.aborted) this.failure = sentence(error)
    } finally {
      if (!signal.aborted) this.busy = false
    }
  }

  /** Ends the request that is going on. */
  rest(): void {
    this.#going.abort()
    this.busy = false
  }

  dispose(): void {
    this.rest()
    this.#forget()
  }

  #forget(): void {
    if (this.sheet) URL.revokeObjectURL(this.sheet.address)
    this.sheet = null
  }
}
