import type { DecodedFrame } from './decode.ts'

/** More pieces of one length than a pass ever has under way. */
const MOST = 128

/**
 * Memory of frames that nobody needs any more, for those to come. Raw pictures are tens of megabytes a second; were
 * each in memory of its own, the garbage collector would take a tenth of an analysis.
 */
export class FrameMemory {
  readonly #free = new Map<number, Uint8Array[]>()

  /** Memory for `length` bytes; what it holds is of no meaning. */
  take(length: number): Uint8Array {
    return this.#free.get(length)?.pop() ?? new Uint8Array(length)
  }

  /** The same frame in memory of its own. */
  copy(frame: DecodedFrame): DecodedFrame {
    const copied = (bytes: Uint8Array | null): Uint8Array | null => {
      if (!bytes) return null
      const copy = this.take(bytes.length)
      copy.set(bytes)
      return copy
    }
    return { ...frame, input: copied(frame.input), picture: copied(frame.picture), view: copied(frame.view) }
  }

  /** Takes back the raw parts of a frame, which are of one length all along: later frames are written over them. */
  giveBack({ input, view }: Pick<DecodedFrame, 'input' | 'view'>): void {
    for (const bytes of [input, view]) if (bytes) this.#keep(bytes)
  }

  #keep(bytes: Uint8Array): void {
    const free = this.#free.get(bytes.length) ?? []
    this.#free.set(bytes.length, free)
    if (free.length < MOST) free.push(bytes)
  }
}
