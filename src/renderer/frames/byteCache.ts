/**
 * The values used last, as many as fit into a number of bytes. A value that falls out is handed to `drop`
 * (bitmaps hold memory outside the reach of the garbage collector). The newest value stays even if it alone is too big.
 */
export class ByteCache<T> {
  readonly #entries = new Map<number, { value: T; bytes: number }>()
  readonly #budget: number
  readonly #drop: (value: T) => void
  #bytes = 0

  constructor(budget: number, drop: (value: T) => void = () => undefined) {
    this.#budget = budget
    this.#drop = drop
  }

  get bytes(): number {
    return this.#bytes
  }

  has(key: number): boolean {
    return this.#entries.has(key)
  }

  /** The value, which thereby becomes the one used last. */
  get(key: number): T | undefined {
    const entry = this.#entries.get(key)
    if (!entry) return undefined
    this.#entries.delete(key)
    this.#entries.set(key, entry)
    return entry.value
  }

  set(key: number, value: T, bytes: number): void {
    this.delete(key)
    this.#entries.set(key, { value, bytes })
    this.#bytes += bytes
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#budget || oldest === key) break
      this.delete(oldest)
    }
  }

  delete(key: number): void {
    const entry = this.#entries.get(key)
    if (!entry) return
    this.#entries.delete(key)
    this.#bytes -= entry.bytes
    this.#drop(entry.value)
  }

  clear(): void {
    for (const key of [...this.#entries.keys()]) this.delete(key)
  }

  keys(): number[] {
    return [...this.#entries.keys()]
  }
}
