import type { DecodedFrame } from './decode.ts'

/** More pieces of about one length than a pass ever has under way. */
const MOST = 128
/** Lengths are rounded up to this many bytes: JPEGs of a drive are of many lengths that are nearly the same. */
const GRAIN = 16 * 1024

/**
 * Memory of frames that nobody needs any more, for those to come. Frames are tens of megabytes a second; were each in
 * memory of its own, the garbage collector would take a tenth of an analysis.
 */
export class FrameMemory {
  /** By their length in bytes. */
  readonly #free = new Map<number, ArrayBuffer[]>()

  /** Memory for `length` bytes; what it holds is of no meaning. */
  take(length: number): Uint8Array<ArrayBuffer> {
    const whole = Math.ceil(length / GRAIN) * GRAIN
    return new Uint8Array(this.#free.get(whole)?.pop() ?? new ArrayBuffer(whole), 0, length)
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

  /** Takes back what was taken for a frame: later ones are written over it. */
  giveBack({ input, picture, view }: Pick<DecodedFrame, 'input' | 'picture' | 'view'>): void {
    for (const bytes of [input, picture, view]) if (bytes) this.#keep(bytes)
  }

  #keep({ buffer }: Uint8Array): void {
    if (!(buffer instanceof ArrayBuffer)) return
    const free = this.#free.get(buffer.byteLength) ?? []
    this.#free.set(buffer.byteLength, free)
    if (free.length < MOST) free.push(buffer)
  }
}
