import type { RosDefinition, RosField } from './rosDefinition.ts'

/** How messages are laid out: ROS 2 in CDR, with alignment; ROS 1 packed. */
export type RosLayout = 'cdr' | 'ros1'

const WIDTHS: Record<string, number> = {
  bool: 1,
  byte: 1,
  char: 1,
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  uint64: 8,
  float32: 4,
  float64: 8
}

/** Messages within a message, beyond one for each of its bytes. */
const MESSAGES = 1000

/**
 * Reads a serialised ROS message into plain objects: numbers, strings, arrays, and Uint8Array for arrays of bytes.
 * 64-bit integers become numbers. CDR: OMG DDSI-RTPS 10, with the first four bytes saying the byte order.
 * @throws RangeError where the message ends before its definition.
 */
export function readRosMessage(
  definition: RosDefinition,
  bytes: Uint8Array,
  layout: RosLayout
): Record<string, unknown> {
  return new RosReader(definition, bytes, layout).message(definition.get('') ?? [])
}

class RosReader {
  readonly #definition: RosDefinition
  readonly #bytes: Uint8Array
  readonly #view: DataView
  readonly #cdr: boolean
  readonly #little: boolean
  /** The widest alignment: 8 bytes in XCDR1, 4 in XCDR2. */
  readonly #widest: number
  #at = 0
  #messages = 0

  constructor(definition: RosDefinition, bytes: Uint8Array, layout: RosLayout) {
    this.#cdr = layout === 'cdr'
    const kind = this.#cdr ? (bytes[1] ?? 1) : 1
    this.#little = kind % 2 === 1
    this.#widest = kind >= 6 ? 4 : 8
    this.#definition = definition
    this.#bytes = this.#cdr ? bytes.subarray(4) : bytes
    this.#view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.byteLength)
  }

  message(fields: readonly RosField[]): Record<string, unknown> {
    // A definition of empty messages within messages takes no bytes, and could go on for ever.
    if (++this.#messages > MESSAGES + this.#bytes.length) throw new RangeError('a message holds too many others')
    // An empty structure has one byte in ROS 2.
    if (fields.length === 0 && this.#cdr) this.#at++
    return Object.fromEntries(fields.map((field) => [field.name, this.#field(field)]))
  }

  #field({ type, length }: RosField): unknown {
    if (length === null) return this.#value(type)
    const count = length === 'any' ? this.#number('uint32') : length
    if (WIDTHS[type] === 1 && type !== 'int8') {
      if (this.#at + count > this.#bytes.length) throw new RangeError('a message ends too early')
      const part = this.#bytes.subarray(this.#at, this.#at + count)
      this.#at += count
      return part
    }
    // A damaged length must not ask for more than the message can hold.
    if (count > this.#bytes.length) throw new RangeError('a message ends too early')
    return Array.from({ length: count }, () => this.#value(type))
  }

  #value(type: string): unknown {
    if (type === 'string') return this.#string()
    if (type === 'bool') return this.#number('uint8') !== 0
    if (WIDTHS[type] !== undefined) return this.#number(type)
    const short = type.replace('/msg/', '/')
    const fields = this.#definition.get(short) ?? this.#definition.get(short.split('/').at(-1) ?? '')
    if (fields) return this.message(fields)
    if (/^(builtin_interfaces\/)?(time|Time|duration|Duration)$/.test(short)) {
      const seconds = this.#number('int32')
      return { sec: seconds, nanosec: this.#number('uint32') }
    }
    throw new RangeError(`a message holds a ${type}, which it does not define`)
  }

  #string(): string {
    const length = this.#number('uint32')
    if (this.#at + length > this.#bytes.length) throw new RangeError('a message ends too early')
    const end = this.#at + length
    // CDR counts the zero at the end.
    const text = Buffer.from(this.#bytes.subarray(this.#at, this.#cdr ? Math.max(this.#at, end - 1) : end)).toString(
      'utf8'
    )
    this.#at = end
    return text
  }

  #number(type: string): number {
    const width = WIDTHS[type] ?? 1
    const align = Math.min(width, this.#widest)
    if (this.#cdr) this.#at = Math.ceil(this.#at / align) * align
    const at = this.#at
    this.#at += width
    switch (type) {
      case 'float64':
        return this.#view.getFloat64(at, this.#little)
      case 'float32':
        return this.#view.getFloat32(at, this.#little)
      case 'int64':
        return Number(this.#view.getBigInt64(at, this.#little))
      case 'uint64':
        return Number(this.#view.getBigUint64(at, this.#little))
      case 'int32':
        return this.#view.getInt32(at, this.#little)
      case 'uint32':
        return this.#view.getUint32(at, this.#little)
      case 'int16':
        return this.#view.getInt16(at, this.#little)
      case 'uint16':
        return this.#view.getUint16(at, this.#little)
      case 'int8':
        return this.#view.getInt8(at)
      default:
        return this.#view.getUint8(at)
    }
  }
}
