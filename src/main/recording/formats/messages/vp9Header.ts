/** What stands behind a key frame's first byte. */
const SYNC = [0x49, 0x83, 0x42] as const
/** The colour space that is RGB, and has no range. */
const RGB = 7

/**
 * The size in pixels that a key frame of VP9 says (VP9 bitstream 6.2, profiles 0 to 2); null for other frames and
 * other codings.
 */
export function vp9Size(frame: Uint8Array): { width: number; height: number } | null {
  const bits = new BitReader(frame)
  if (bits.take(2) !== 2) return null
  const profile = bits.take(1) + 2 * bits.take(1)
  const [showsEarlier, leansOnEarlier] = [bits.take(1), bits.take(1)]
  bits.take(2) // shown, resilient to errors
  if (profile === 3 || showsEarlier || leansOnEarlier || SYNC.some((byte) => bits.take(8) !== byte)) return null
  if (profile === 2) bits.take(1) // 10 or 12 bits
  const space = bits.take(3)
  if (space !== RGB) bits.take(1) // range
  if (profile === 1) bits.take(space === RGB ? 1 : 3) // subsampling
  return { width: bits.take(16) + 1, height: bits.take(16) + 1 }
}

/** Reads bits from the highest of each byte on; beyond the end they are 0. */
class BitReader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  take(count: number): number {
    let value = 0
    for (let i = 0; i < count; i++, this.#at++)
      value = 2 * value + (((this.#bytes[this.#at >> 3] ?? 0) >> (7 - (this.#at & 7))) & 1)
    return value
  }
}
