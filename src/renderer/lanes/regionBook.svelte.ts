import { SvelteMap, SvelteSet } from 'svelte/reactivity'
import type { CarriedRegion, LaneRegion } from '../../shared/lanes.ts'
import { api } from '../client/api.ts'

const chunkFrames = 256

/** The lane region of each frame, fetched by the page as frames are looked at. */
export class RegionBook {
  readonly #pages = new SvelteMap<number, (LaneRegion | CarriedRegion | null)[]>()
  readonly #asked = new SvelteSet<number>()
  readonly #run: string

  constructor(run: string) {
    this.#run = run
  }

  /** The region of a frame; null where there is none, or not yet. */
  at(frame: number): LaneRegion | CarriedRegion | null {
    return this.#pages.get(Math.floor(frame / chunkFrames))?.[frame % chunkFrames] ?? null
  }

  /** Fetches what is missing around a frame; what could not be had is asked for again after `clear`. */
  async need(frame: number): Promise<void> {
    const page = Math.floor(frame / chunkFrames)
    if (this.#asked.has(page)) return
    this.#asked.add(page)
    try {
      const { regions } = await api.regions(this.#run, page * chunkFrames, chunkFrames)
      if (this.#asked.has(page)) this.#pages.set(page, regions)
    } catch {
      // The outline is missing for these frames; the scores, which say so too, come from the series.
    }
  }

  /** Asks for everything anew, as after the lanes were edited or more frames were analysed. What is known stays up. */
  clear(): void {
    this.#asked.clear()
  }
}
