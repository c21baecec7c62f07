import { ByteCache } from './byteCache.ts'

/** Where frames come from, and what one weighs. */
export interface FrameSource<T> {
  /** Gets one frame; null where it is not there yet (it is then asked for again the next time). */
  load(frame: number, signal: AbortSignal): Promise<T | null>
  bytes(value: T): number
  drop(value: T): void
  /** False where asking again later may give more; such a value is shown and not kept. */
  isWhole(value: T): boolean
}

export interface FrameLoaderOptions<T> {
  /** Bytes of frames to keep. */
  budget: number
  /** Frames to fetch ahead in the direction of travel. */
  ahead: number
  /** Requests at a time, wanted ones and those ahead together. */
  parallel: number
  /** A wanted frame is there (null: there is none yet): the newest wanted one, or one passed on the way to it. */
  onFrame(frame: number, value: T | null): void
  /** A wanted frame could not be had. */
  onError(frame: number, error: unknown): void
  /** The set of kept frames changed. */
  onKept(): void
}

interface Flight {
  controller: AbortController
  /** Rising with each `want`; 0 for a frame that is only fetched ahead. */
  order: number
}

/**
 * Frames by number, for scrubbing. The newest wanted frame is asked for at once; an answer that comes late never
 * replaces a newer one; frames ahead in the direction of travel follow with the requests that are left.
 */
export class FrameLoader<T> {
  readonly #source: FrameSource<T>
  readonly #options: FrameLoaderOptions<T>
  readonly #cache: ByteCache<T>
  readonly #flights = new Map<number, Flight>()
  #frames = 0
  #target = -1
  #direction: 1 | -1 = 1
  #order = 0
  #shown = 0

  constructor(source: FrameSource<T>, options: FrameLoaderOptions<T>) {
    this.#source = source
    this.#options = options
    this.#cache = new ByteCache(options.budget, (value) => source.drop(value))
  }

  /** Shows a frame as soon as it can be had. `frames` is the length of the drive. */
  want(frame: number, frames: number): void {
    if (frame !== this.#target) this.#direction = frame < this.#target ? -1 : 1
    this.#target = frame
    this.#frames = frames
    this.#order++
    const kept = this.#cache.get(frame)
    if (kept !== undefined) this.#show(frame, kept, this.#order)
    else this.#ask(frame, this.#order)
    this.#makeRoom()
    this.#fetchAhead()
  }

  /** Forgets all frames, as when what they show has changed. Frames on their way are not shown any more. */
  clear(): void {
    for (const flight of this.#flights.values()) flight.controller.abort()
    this.#flights.clear()
    this.#cache.clear()
    this.#options.onKept()
  }

  /** Numbers of the frames that show at once. */
  kept(): number[] {
    return this.#cache.keys()
  }

  #ask(frame: number, order: number): void {
    const flying = this.#flights.get(frame)
    if (flying) {
      flying.order = Math.max(flying.order, order)
      return
    }
    const flight: Flight = { controller: new AbortController(), order }
    this.#flights.set(frame, flight)
    this.#source.load(frame, flight.controller.signal).then(
      (value) => this.#arrived(frame, flight, value),
      (error: unknown) => this.#failed(frame, flight, error)
    )
  }

  #arrived(frame: number, flight: Flight, value: T | null): void {
    if (this.#flights.get(frame) !== flight) {
      if (value !== null) this.#source.drop(value)
      return
    }
    this.#flights.delete(frame)
    if (flight.order > this.#shown || frame === this.#target) this.#show(frame, value, flight.order)
    if (value !== null && this.#source.isWhole(value)) {
      this.#cache.set(frame, value, this.#source.bytes(value))
      this.#options.onKept()
      this.#fetchAhead()
    }
  }

  #failed(frame: number, flight: Flight, error: unknown): void {
    if (this.#flights.get(frame) !== flight) return
    this.#flights.delete(frame)
    if (frame === this.#target && !flight.controller.signal.aborted) this.#options.onError(frame, error)
  }

  #show(frame: number, value: T | null, order: number): void {
    this.#shown = Math.max(this.#shown, order)
    this.#options.onFrame(frame, value)
  }

  /** Gives up what is not ahead any more, and of the frames passed on the way the oldest, until there is room. */
  #makeRoom(): void {
    for (const [frame, { order }] of this.#flights) if (order === 0 && !this.#isAhead(frame)) this.#giveUp(frame)
    for (const frame of this.#flights.keys()) {
      if (this.#flights.size <= this.#options.parallel) return
      if (frame !== this.#target) this.#giveUp(frame)
    }
  }

  #giveUp(frame: number): void {
    this.#flights.get(frame)?.controller.abort()
    this.#flights.delete(frame)
  }

  #isAhead(frame: number): boolean {
    const distance = (frame - this.#target) * this.#direction
    return distance > 0 && distance <= this.#options.ahead
  }

  #fetchAhead(): void {
    for (let step = 1; step <= this.#options.ahead; step++) {
      if (this.#flights.size >= this.#options.parallel) return
      const frame = this.#target + step * this.#direction
      if (frame < 0 || frame >= this.#frames) return
      if (!this.#cache.has(frame) && !this.#flights.has(frame)) this.#ask(frame, 0)
    }
  }
}
