import type { Run } from '../../shared/api.ts'
import { sentence } from '../../shared/errors.ts'
import type { LayerMean } from '../../shared/layerMean.ts'
import type { SaliencyMap } from '../../shared/saliencyMap.ts'
import { api } from '../client/api.ts'

/** A map on the screen: of what, of which frame, and the id of the method that made it. */
export interface ShownMap {
  map: SaliencyMap
  of: LayerMean
  frame: number
  method: string
}

/** What there is to ask of a run. */
type AskedRun = Pick<Run, 'id' | 'driveId' | 'modelId' | 'explain'>

/** Maps of what a layer gives, as of the steering: of a frame, when a person asks for it, or over the drive. */
export class LayerMaps {
  /** Of the layer that is chosen; null for the mean of all. */
  channel = $state<number | null>(null)
  /** The last map that came. */
  shown = $state.raw<ShownMap | null>(null)
  busy = $state(false)
  failure = $state<string | null>(null)
  readonly #run: AskedRun
  readonly #open: (run: string) => void
  #going = new AbortController()

  /** @param open shows another run */
  constructor(run: AskedRun, open: (run: string) => void) {
    this.#run = run
    this.#open = open
  }

  /** What was shown is of another layer, or is not wanted any more. */
  forget(): void {
    this.#going.abort()
    this.channel = null
    this.shown = null
    this.busy = false
    this.failure = null
  }

  /** Makes the map of a frame; the newest wish wins. */
  async show(frame: number, layer: string): Promise<void> {
    await this.#tried(async (signal) => {
      const shown = await this.#made(frame, layer, signal)
      if (!signal.aborted) this.shown = shown
    })
  }

  /** Starts an analysis of the drive, by the method that makes the map of this frame, and opens it. */
  async startOverDrive(frame: number, layer: string): Promise<void> {
    await this.#tried(async (signal) => {
      const { of, method } = await this.#made(frame, layer, signal)
      if (signal.aborted) return
      const { driveId, modelId, explain } = this.#run
      const { id } = await api.startRun({ driveId, modelId, method, explain, of })
      if (!signal.aborted) this.#open(id)
    })
  }

  async #made(frame: number, layer: string, signal: AbortSignal): Promise<ShownMap> {
    const of = { layer, channel: this.channel }
    return { ...(await api.layerMap(this.#run.id, frame, of, signal)), of, frame }
  }

  async #tried(action: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.#going.abort()
    const { signal } = (this.#going = new AbortController())
    this.busy = true
    this.failure = null
    try {
      await action(signal)
    } catch (error) {
      if (!signal.aborted) this.failure = sentence(error)
    } finally {
      if (!signal.aborted) this.busy = false
    }
  }
}
