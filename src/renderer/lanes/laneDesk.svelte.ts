import type { Model } from '../../shared/api.ts'
import { sentence } from '../../shared/errors.ts'
import type { ChangeLaneSettings, ImportLanes, LaneModel, LaneOverview, PathCamera } from '../../shared/lanes.ts'
import type { Rect } from '../../shared/recipe.ts'
import { api, type LaneModelOutput } from '../client/api.ts'
import { seenPart } from '../frames/seenPart.ts'
import { LabelReading } from './labelReading.svelte.ts'

/** A frame must be looked at for so long, in milliseconds, before a lane model is run for it. */
const patience = 300

/** What a lane model gave for a frame, and which model it was. */
export type ShownOutput = LaneModelOutput & { frame: number; modelId: string; channel: number }

/** The sources of a drive's lanes: what there is, and what a person is trying out before it is kept. */
export class LaneDesk {
  open = $state(false)
  /** null until it is known. */
  overview = $state.raw<LaneOverview | null>(null)
  busy = $state(false)
  failure = $state<string | null>(null)
  /** The camera that is being adjusted; the stage shows its path. */
  camera = $state.raw<PathCamera | null>(null)
  /** The lane model that is being set up; the stage shows what it gives. */
  model = $state.raw<LaneModel | null>(null)
  output = $state.raw<ShownOutput | null>(null)
  /** The lane model is running for a frame. */
  running = $state(false)
  /** Models of the library, to choose from. */
  models = $state.raw<Model[]>([])
  readonly reading = new LabelReading()
  readonly #drive: string
  readonly #changed: () => Promise<void>
  #going = new AbortController()

  /** @param changed called after other lanes hold */
  constructor(drive: string, changed: () => Promise<void>) {
    this.#drive = drive
    this.#changed = changed
  }

  async load(): Promise<void> {
    await this.#do(() => api.laneSources(this.#drive), false)
  }

  decide(change: ChangeLaneSettings): Promise<boolean> {
    return this.#do(() => api.changeLaneSources(this.#drive, change), true)
  }

  /** @returns false where nothing was imported; without a failure where it was stopped */
  importLabels(wish: ImportLanes): Promise<boolean> {
    return this.#do(() => this.reading.read(this.#drive, wish), true)
  }

  removeLabels(): Promise<boolean> {
    return this.#do(() => api.removeImportedLanes(this.#drive), true)
  }

  async keepCamera(): Promise<void> {
    if (this.camera && (await this.decide({ camera: this.camera }))) this.camera = null
  }

  async keepModel(): Promise<void> {
    if (this.model && (await this.decide({ model: this.model }))) this.closeModel()
  }

  closeModel(): void {
    this.rest()
    this.model = null
    this.output = null
  }

  /** Runs the lane model that is being set up on a frame, unless another is asked for within a moment. */
  async look(frame: number, modelId: string, channel: number): Promise<void> {
    this.#going.abort()
    const { signal } = (this.#going = new AbortController())
    const { output } = this
    if (output?.frame === frame && output.modelId === modelId && output.channel === channel) return
    await new Promise((resolve) => setTimeout(resolve, patience))
    if (signal.aborted) return
    this.running = true
    this.failure = null
    try {
      const found = await api.laneModelOutput(this.#drive, frame, modelId, channel, signal)
      if (!signal.aborted) this.output = { ...found, frame, modelId, channel }
    } catch (error) {
      if (!signal.aborted) this.failure = sentence(error)
    } finally {
      if (!signal.aborted) this.running = false
    }
  }

  async loadModels(): Promise<void> {
    this.models = await api.models()
  }

  /** What a lane model sees of the picture, in unit coordinates; all of it where the model is not known. */
  seenBy(modelId: string, drive: { width: number; height: number }): Rect {
    const recipe = this.models.find(({ id }) => id === modelId)?.recipe
    return seenPart(recipe ?? { crop: null }, drive)
  }

  /** Ends the request that is going on. */
  rest(): void {
    this.#going.abort()
    this.running = false
  }

  /** @param ask answers null where there is nothing new */
  async #do(ask: () => Promise<LaneOverview | null>, changes: boolean): Promise<boolean> {
    this.busy = true
    this.failure = null
    try {
      const overview = await ask()
      if (!overview) return false
      this.overview = overview
      if (changes) await this.#changed()
      return true
    } catch (error) {
      this.failure = sentence(error)
      return false
    } finally {
      this.busy = false
    }
  }
}
