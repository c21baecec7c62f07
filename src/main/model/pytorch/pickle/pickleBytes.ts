/** The pickle ends before it is complete. */
export class PickleEnds extends Error {}

/** The bytes of a pickle, read from its beginning on. */
export class PickleBytes {
  readonly #bytes: Buffer
  at: number

  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes
    this.at = at
  }

  byte(): number {
    return this.take(1)[0]!
  }

  whole16(): number {
    return this.take(2).readUInt16LE()
  }

  whole32(): number {
    return this.take(4).readUInt32LE()
  }

  signed32(): number {
    return this.take(4).readInt32LE()
  }

  float(): number {
    return this.take(8).readDoubleBE()
  }

  /** Two's complement, the lowest byte first; a bigint only where it has to be. */
  long(length: number): number | bigint {
    const bytes = this.take(length)
    const value = bytes.reduceRight((sum, byte) => (sum << 8n) + BigInt(byte), 0n)
    const signed = BigInt.asIntN(8 * bytes.length, value)
    return Number.isSafeInteger(Number(signed)) ? Number(signed) : signed
  }

  text(length: number, encoding: 'utf8' | 'latin1' = 'utf8'): string {
    return this.take(length).toString(encoding)
  }

  /** Up to the end of the line. */
  line(): string {
    const end = this.#bytes.indexOf(0x0a, this.at)
    if (end < 0) throw new PickleEnds()
    const line = this.text(end - this.at)
    this.at = end + 1
    return line
  }

  take(length: number): Buffer {
    if (this.at + length > this.#bytes.length) throw new PickleEnds()
    this.at += length
    return this.#bytes.subarray(this.at - length, this.at)
  }
}
