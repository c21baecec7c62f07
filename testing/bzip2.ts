/** Packs bytes as bzip2 does, plainly: in one block, with codes that are all of one length. For small fixtures. */
export function bzip2(data: Uint8Array): Buffer {
  const bits = new BitWriter()
  bits.text('BZh9')
  const block = withoutRuns(data)
  if (block.length > 899_981) throw new Error('more than a block')
  const sum = checkSum(data)
  if (block.length > 0) {
    bits.put(24, 0x314159)
    bits.put(24, 0x265359)
    bits.put(32, sum)
    bits.put(1, 0)
    writeBlock(bits, block)
  }
  bits.put(24, 0x177245)
  bits.put(24, 0x385090)
  // Of a single block the sum of the whole is its own.
  bits.put(32, block.length > 0 ? sum : 0)
  return bits.bytes()
}

/** Four alike are followed by how many more of them there are. */
function withoutRuns(data: Uint8Array): Uint8Array {
  const out: number[] = []
  for (let at = 0; at < data.length;) {
    let run = 1
    while (run < 255 && at + run < data.length && data[at + run] === data[at]) run++
    const byte = data[at] ?? 0
    if (run < 4) for (let i = 0; i < run; i++) out.push(byte)
    else out.push(byte, byte, byte, byte, run - 4)
    at += run
  }
  return Uint8Array.from(out)
}

function writeBlock(bits: BitWriter, block: Uint8Array): void {
  const twice = Buffer.concat([block, block])
  const rotations = Uint32Array.from(block, (_, i) => i).sort((a, b) =>
    twice.compare(twice, b, b + block.length, a, a + block.length)
  )
  bits.put(24, rotations.indexOf(0))
  const last = Uint8Array.from(rotations, (start) => twice[start + block.length - 1] ?? 0)
  const used = Array.from({ length: 256 }, (_, byte) => last.includes(byte))
  bits.put(16, mask(Array.from({ length: 16 }, (_, i) => used.slice(16 * i, 16 * i + 16).some(Boolean))))
  for (let i = 0; i < 16; i++) {
    const part = used.slice(16 * i, 16 * i + 16)
    if (part.some(Boolean)) bits.put(16, mask(part))
  }
  const front = used.flatMap((is, byte) => (is ? [byte] : []))
  const symbols = movedToFront(last, front)
  const groups = Math.ceil(symbols.length / 50)
  bits.put(3, 2)
  bits.put(15, groups)
  for (let i = 0; i < groups; i++) bits.put(1, 0)
  for (let table = 0; table < 2; table++) {
    bits.put(5, LENGTH)
    for (let i = 0; i < front.length + 2; i++) bits.put(1, 0)
  }
  for (const symbol of symbols) bits.put(LENGTH, symbol)
}

/** Bits of each code: 258 symbols are the most that there are. */
const LENGTH = 9

/** Places in the list of bytes in which each that comes moves to the front; runs of 0 in two symbols, then the end. */
function movedToFront(bytes: Uint8Array, used: readonly number[]): number[] {
  const front = [...used]
  const symbols: number[] = []
  let zeros = 0
  const flush = (): void => {
    for (let left = zeros; left > 0; left = (left - 1) >> 1) symbols.push((left - 1) & 1)
    zeros = 0
  }
  for (const byte of bytes) {
    const place = front.indexOf(byte)
    if (place === 0) {
      zeros++
      continue
    }
    flush()
    front.splice(place, 1)
    front.unshift(byte)
    symbols.push(place + 1)
  }
  flush()
  return [...symbols, used.length + 1]
}

const mask = (flags: readonly boolean[]): number => flags.reduce((bits, flag) => (bits << 1) | Number(flag), 0)

/** CRC-32, the highest bit first. */
function checkSum(data: Uint8Array): number {
  let sum = 0xffffffff
  for (const byte of data) {
    sum ^= byte << 24
    for (let bit = 0; bit < 8; bit++) sum = sum & 0x80000000 ? (sum << 1) ^ 0x04c11db7 : sum << 1
  }
  return ~sum >>> 0
}

class BitWriter {
  readonly #out: number[] = []
  #held = 0
  #count = 0

  put(width: number, value: number): void {
    for (let bit = width - 1; bit >= 0; bit--) {
      this.#held = (this.#held << 1) | (Math.floor(value / 2 ** bit) & 1)
      if (++this.#count < 8) continue
      this.#out.push(this.#held)
      this.#held = this.#count = 0
    }
  }

  text(value: string): void {
    for (const byte of Buffer.from(value, 'latin1')) this.put(8, byte)
  }

  bytes(): Buffer {
    if (this.#count > 0) this.put(8 - this.#count, 0)
    return Buffer.from(this.#out)
  }
}
