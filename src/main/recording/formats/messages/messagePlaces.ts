import { goesBack, type LogTimes } from './messageLog.ts'

/** A message that is not read yet. */
export interface MessagePlace {
  channelId: number
  /** Nanoseconds. */
  time: bigint
  /** Where it lies, as the reader of its file says it. */
  place: number
}

/** When the messages of a file were logged and where they lie, in the order of the file: 24 bytes of memory for each. */
export class MessagePlaces {
  #channels = new Float64Array(1024)
  #times = new BigInt64Array(1024)
  #places = new Float64Array(1024)
  #count = 0

  get count(): number {
    return this.#count
  }

  add({ channelId, time, place }: MessagePlace): void {
    if (this.#count === this.#times.length) this.#grow()
    this.#channels[this.#count] = channelId
    this.#times[this.#count] = time
    this.#places[this.#count++] = place
  }

  #grow(): void {
    const [channels, times, places] = [this.#channels, this.#times, this.#places]
    const length = 2 * this.#count
    ;[this.#channels, this.#times, this.#places] = [
      new Float64Array(length),
      new BigInt64Array(length),
      new Float64Array(length)
    ]
    this.#channels.set(channels)
    this.#times.set(times)
    this.#places.set(places)
  }

  /** How many messages each channel has. */
  counts(): Map<number, number> {
    const counts = new Map<number, number>()
    for (const id of this.#channels.subarray(0, this.#count)) counts.set(id, (counts.get(id) ?? 0) + 1)
    return counts
  }

  logTimes(channelIds: readonly number[]): LogTimes {
    const own = this.#of(channelIds)
    const timeOf = (at: number): bigint => this.#times[at] ?? 0n
    const back = goesBack(Array.from(own, timeOf))
    return { times: Array.from(this.#byTime(own), timeOf), goesBack: back }
  }

  /** The messages of channels by time, those of one time as they lie in the file, from the `from`-th on. */
  *inOrder(channelIds: readonly number[], from: number): Generator<MessagePlace, void> {
    for (const at of this.#byTime(this.#of(channelIds)).subarray(from))
      yield { channelId: this.#channels[at] ?? 0, time: this.#times[at] ?? 0n, place: this.#places[at] ?? 0 }
  }

  #of(channelIds: readonly number[]): Uint32Array {
    const wanted = new Set(channelIds)
    const own = new Uint32Array(this.#count)
    let count = 0
    for (let at = 0; at < this.#count; at++) if (wanted.has(this.#channels[at] ?? -1)) own[count++] = at
    return own.slice(0, count)
  }

  #byTime(own: Uint32Array): Uint32Array {
    const timeOf = (at: number | undefined): bigint => this.#times[at ?? 0] ?? 0n
    if (own.every((at, i) => i === 0 || timeOf(at) >= timeOf(own[i - 1]))) return own
    return own.toSorted((a, b) => (timeOf(a) < timeOf(b) ? -1 : timeOf(a) > timeOf(b) ? 1 : a - b))
  }
}
