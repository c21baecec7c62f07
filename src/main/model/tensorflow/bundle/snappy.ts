/** A compressed block makes no more of a byte than a copy of 64 bytes, which takes three. */
const mostPerByte = 22

/**
 * Unpacks a block of Snappy (google/snappy, format_description.txt): literals, and copies of what came before.
 * @throws RangeError where the block is damaged
 */
export function unpackSnappy(packed: Uint8Array): Uint8Array {
  let at = 0
  const byte = (): number => {
    if (at >= packed.length) throw new RangeError('the block ends too early')
    return packed[at++]!
  }
  const little = (bytes: number): number => {
    let value = 0
    for (let i = 0; i < bytes; i++) value += byte() * 2 ** (8 * i)
    return value
  }
  let length = 0
  for (let shift = 0, more = true; more; shift += 7) {
    const next = byte()
    length += (next & 0x7f) * 2 ** shift
    more = next > 0x7f
    if (shift > 28) throw new RangeError('its length is damaged')
  }
  if (length > packed.length * mostPerByte) throw new RangeError('it cannot be as long as it says')
  const made = new Uint8Array(length)
  let filled = 0
  while (at < packed.length) {
    const tag = byte()
    const kind = tag & 3
    if (kind === 0) {
      const short = tag >> 2
      const size = (short < 60 ? short : little(short - 59)) + 1
      if (at + size > packed.length || filled + size > length) throw new RangeError('a literal is too long')
      made.set(packed.subarray(at, at + size), filled)
      at += size
      filled += size
      continue
    }
    const size = kind === 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1
    const back = kind === 1 ? ((tag >> 5) << 8) + byte() : little(kind === 2 ? 2 : 4)
    if (back === 0 || back > filled || filled + size > length) throw new RangeError('a copy leads outside')
    // Byte by byte: what is copied may be what the copy makes.
    for (let i = 0; i < size; i++) made[filled + i] = made[filled + i - back]!
    filled += size
  }
  if (filled !== length) throw new RangeError('the block ends too early')
  return made
}
