/** Where messages lie in a file and when they were logged: some 20 bytes of memory for each. */
export class MessagePlaces {
  #times = new BigInt64Array(1024)
  /** Two numbers that say where a message lies. */
  #places = new Float64Array(2048)
  #count = 0

  /** @param time nanoseconds; @param place two numbers that mean something to the reader */
  add(time: bigint, ...place: [number, number]): void {
    if (this.#count === this.#times.length) {
      const [times, places] = [new BigInt64Array(2 * this.#count), new Float64Array(4 * this.#count)]
      times.set(this.#times)
      places.set(this.#places)
      this.#times = times
      this.#places = places
    }
    this.#times[this.#count] = time
    this.#places.set(place, 2 * this.#count++)
  }

  /** Nanoseconds, in the order in which they were added. */
  times(): BigInt64Array {
    return this.#times.subarray(0, this.#count)
  }

  /** Where the message lies that was added as the `index`-th, from 0. */
  at(index: number): [number, number] {
    return [this.#places[2 * index] ?? 0, this.#places[2 * index + 1] ?? 0]
  }

  /** The messages by time, those of one time in the order in which they were added. */
  inOrder(): Uint32Array {
    const times = this.times()
    const order = Uint32Array.from({ length: this.#count }, (_, i) => i)
    if (times.every((time, i) => i === 0 || time >= (times[i - 1] ?? time))) return order
    return order.sort((a, b) => {
      const [first, second] = [times[a] ?? 0n, times[b] ?? 0n]
      return first < second ? -1 : first > second ? 1 : a - b
    })
  }
}
