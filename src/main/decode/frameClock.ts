/** What a stream says of its times. */
export interface ClockFacts {
  secondsPerTick: number
  /** Nominal frames a second, null where it is not known. */
  rate: number | null
  /** True for streams without a container, whose timestamps are made up: their frames come at the nominal rate. */
  raw: boolean
}

/**
 * Turns the timestamps of a stream's frames, in frame order, into seconds from frame 0. Times never go back: a
 * frame that claims to be earlier than the one before gets that one's time.
 */
export class FrameClock {
  readonly #facts: ClockFacts
  #first: number | null = null
  #frames = 0
  #last = 0
  /** Frames whose time went back or was missing. */
  readonly held: number[] = []

  constructor(facts: ClockFacts) {
    this.#facts = facts
  }

  /** Seconds of the last frame. */
  get last(): number {
    return this.#last
  }

  /** Seconds between frames, nominally. */
  get step(): number {
    return 1 / (this.#facts.rate ?? 25)
  }

  next(ticks: number | null): number {
    const frame = this.#frames++
    if (this.#facts.raw) return (this.#last = frame * this.step)
    if (ticks === null) {
      this.held.push(frame)
      return (this.#last = frame === 0 ? 0 : this.#last + this.step)
    }
    this.#first ??= ticks
    const time = (ticks - this.#first) * this.#facts.secondsPerTick
    if (time < this.#last) this.held.push(frame)
    return (this.#last = Math.max(this.#last, time))
  }
}
