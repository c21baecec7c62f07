/** Values of a ROS message in the order of its definition; times are nanoseconds. */
export type RosValue =
  | { u32: number }
  | { i32: number }
  | { u8: number }
  | { u64: bigint }
  | { f32: number }
  | { f64: number }
  | { text: string }
  | { bytes: Uint8Array }
  | { time: bigint }
  | { header: bigint }

/** How ROS 2 lays out a message: CDR, or delimited CDR 2, where each structure begins with its size. */
export type Layout = 'plain' | 'delimited'

/** Bytes that are added one behind the other. */
class Writer {
  readonly parts: Buffer[] = []
  length = 0

  add(part: Uint8Array): void {
    this.parts.push(Buffer.from(part))
    this.length += part.length
  }

  /** A number of so many bytes, at a place that `align` divides. */
  number(width: number, align: number, write: (bytes: Buffer) => void): void {
    this.add(Buffer.alloc((align - (this.length % align)) % align))
    const bytes = Buffer.alloc(width)
    write(bytes)
    this.add(bytes)
  }
}

/** Values as both kinds of ROS write them, but for what they do differently. */
function write(
  out: Writer,
  values: readonly RosValue[],
  { widest, zeros, header }: { widest: number; zeros: string; header: (stamp: bigint) => void }
): void {
  const number = (width: number, put: (bytes: Buffer) => void): void => out.number(width, Math.min(width, widest), put)
  const u32 = (value: number): void => number(4, (bytes) => bytes.writeUInt32LE(value))
  for (const value of values) {
    if ('u32' in value) u32(value.u32)
    else if ('i32' in value) number(4, (bytes) => bytes.writeInt32LE(value.i32))
    else if ('u8' in value) number(1, (bytes) => bytes.writeUInt8(value.u8))
    else if ('u64' in value) number(8, (bytes) => bytes.writeBigUInt64LE(value.u64))
    else if ('f32' in value) number(4, (bytes) => bytes.writeFloatLE(value.f32))
    else if ('f64' in value) number(8, (bytes) => bytes.writeDoubleLE(value.f64))
    else if ('time' in value) for (const part of secondsOf(value.time)) u32(part)
    else if ('header' in value) header(value.header)
    else {
      const bytes = 'text' in value ? Buffer.from(value.text + zeros) : value.bytes
      u32(bytes.length)
      out.add(bytes)
    }
  }
}

const secondsOf = (time: bigint): [number, number] => [Number(time / 1_000_000_000n), Number(time % 1_000_000_000n)]

/** A message of ROS 2, little-endian. */
export function cdrMessage(values: readonly RosValue[], layout: Layout = 'plain'): Uint8Array {
  const out = new Writer()
  const structure = (put: () => void): void => {
    if (layout === 'plain') return put()
    out.number(4, 4, () => undefined)
    const [size, from] = [out.parts.at(-1), out.length]
    put()
    size?.writeUInt32LE(out.length - from)
  }
  const form = {
    widest: layout === 'plain' ? 8 : 4,
    zeros: '\0',
    header: (stamp: bigint): void =>
      structure(() => {
        structure(() => write(out, [{ time: stamp }], form))
        write(out, [{ text: 'cam' }], form)
      })
  }
  structure(() => write(out, values, form))
  return Buffer.concat([Buffer.from([0, layout === 'plain' ? 1 : 9, 0, 0]), ...out.parts])
}

/** A message of ROS 1. */
export function ros1Message(values: readonly RosValue[]): Uint8Array {
  const out = new Writer()
  const form = {
    widest: 1,
    zeros: '',
    header: (stamp: bigint): void => write(out, [{ u32: 7 }, { time: stamp }, { text: 'cam' }], form)
  }
  write(out, values, form)
  return Buffer.concat(out.parts)
}
