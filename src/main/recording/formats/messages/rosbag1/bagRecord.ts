/** A record of a ROS 1 bag (http://wiki.ros.org/Bags/Format/2.0): fields by name, and where its data lies. */
export interface BagRecord {
  /** What kind of record it is; -1 where it does not say. */
  op: number
  fields: ReadonlyMap<string, Buffer>
  /** Where its data begins and ends in the bytes that it was read from. `end` may lie beyond them. */
  dataStart: number
  end: number
}

/** The kinds of records. */
export const OP = {
  message: 0x02,
  bagHeader: 0x03,
  index: 0x04,
  chunk: 0x05,
  chunkInfo: 0x06,
  connection: 0x07
} as const

/**
 * Reads the header of the record at a place; its data need not be there.
 * @throws RangeError where the header, or a field in it, is longer than the bytes.
 */
export function recordAt(bytes: Buffer, at: number): BagRecord {
  const headerEnd = at + 4 + bytes.readUInt32LE(at)
  if (headerEnd + 4 > bytes.length) throw new RangeError('a record is longer than what it lies in')
  const fields = fieldsOf(bytes.subarray(at + 4, headerEnd))
  const dataStart = headerEnd + 4
  return { op: fields.get('op')?.[0] ?? -1, fields, dataStart, end: dataStart + bytes.readUInt32LE(headerEnd) }
}

/** Fields as they lie in the header of a record, and in the data of a connection: a length, a name, '=', a value. */
export function fieldsOf(bytes: Buffer): Map<string, Buffer> {
  const fields = new Map<string, Buffer>()
  for (let at = 0; at < bytes.length;) {
    const end = at + 4 + bytes.readUInt32LE(at)
    const equals = bytes.indexOf('=', at + 4)
    if (end > bytes.length || equals < 0 || equals >= end) throw new RangeError('a field is longer than its record')
    fields.set(bytes.toString('latin1', at + 4, equals), bytes.subarray(equals + 1, end))
    at = end
  }
  return fields
}

/** @throws RangeError where the record has no such field, or too short a one. */
export function numberIn({ fields }: BagRecord, name: string): number {
  return fieldIn(fields, name).readUInt32LE(0)
}

/** @throws RangeError where there is no such field. */
export function fieldIn(fields: ReadonlyMap<string, Buffer>, name: string): Buffer {
  const field = fields.get(name)
  if (!field) throw new RangeError(`a record has no field ${name}`)
  return field
}

/** Nanoseconds: seconds and nanoseconds, 32 bits each. */
export function timeAt(bytes: Buffer, at: number): bigint {
  return BigInt(bytes.readUInt32LE(at)) * 1_000_000_000n + BigInt(bytes.readUInt32LE(at + 4))
}
