import type { ByteBuffer } from 'flatbuffers'
import type { Field, Row, Table } from './flatBuffer.ts'

/** The types of fields that tables of TensorFlow Lite have. Each takes the number of its field in the schema. */

type Reader = readonly [size: number, read: (buffer: ByteBuffer, at: number) => number]

const readers = {
  byte: [1, (buffer, at) => buffer.readInt8(at)],
  ubyte: [1, (buffer, at) => buffer.readUint8(at)],
  int: [4, (buffer, at) => buffer.readInt32(at)],
  uint: [4, (buffer, at) => buffer.readUint32(at)],
  float: [4, (buffer, at) => buffer.readFloat32(at)],
  long: [8, (buffer, at) => Number(buffer.readInt64(at))],
  ulong: [8, (buffer, at) => Number(buffer.readUint64(at))]
} as const satisfies Record<string, Reader>

type Kind = keyof typeof readers

const single = (kind: Kind, number: number, fallback: number): Field<number> => {
  const [size, read] = readers[kind]
  return { number, read: (buffer, at) => (at === null ? fallback : buffer.number(at, size, read)) }
}

const several = (kind: Kind, number: number): Field<number[]> => {
  const [size, read] = readers[kind]
  return {
    number,
    read: (buffer, at) => (at === null ? [] : buffer.items(at, size, (place) => buffer.number(place, size, read)))
  }
}

export const byte = (number: number): Field<number> => single('byte', number, 0)
/** 0 or 1. */
export const bool = (number: number): Field<number> => single('ubyte', number, 0)
export const int = (number: number, fallback = 0): Field<number> => single('int', number, fallback)
export const uint = (number: number): Field<number> => single('uint', number, 0)
export const ulong = (number: number): Field<number> => single('ulong', number, 0)
export const float = (number: number): Field<number> => single('float', number, 0)
/** Empty where they are left out. */
export const ints = (number: number): Field<number[]> => several('int', number)
export const floats = (number: number): Field<number[]> => several('float', number)
export const longs = (number: number): Field<number[]> => several('long', number)

/** One of names that are counted from 0; the number itself where it has none. */
export const named = (number: number, names: readonly string[]): Field<string> => {
  const { read } = byte(number)
  return {
    number,
    read: (...where) => {
      const which = read(...where)
      return names[which] ?? String(which)
    }
  }
}

/** The bytes themselves, not copied. */
export const bytes = (number: number): Field<Uint8Array> => ({
  number,
  read: (buffer, at) => (at === null ? new Uint8Array() : buffer.part(at))
})

/** '' where it is left out. */
export const text = (number: number): Field<string> => ({
  number,
  read: (buffer, at) => (at === null ? '' : buffer.text(at))
})

export const table = <T extends Table>(number: number, fields: T): Field<Row<T> | null> => ({
  number,
  read: (buffer, at) => (at === null ? null : buffer.rowAt(at, fields))
})

export const tables = <T extends Table>(number: number, fields: T): Field<Row<T>[]> => ({
  number,
  read: (buffer, at) => (at === null ? [] : buffer.items(at, 4, (place) => buffer.rowAt(place, fields)))
})

/** Whether there is anything, of what is not read. */
export const isThere = (number: number): Field<boolean> => ({ number, read: (_, at) => at !== null })

/** One of several tables; the field in front of it says which. What is not among them is left out. */
export const union = (number: number, known: ReadonlyMap<number, Table>): Field<Readonly<Record<string, unknown>>> => ({
  number,
  read: (buffer, at, inTable) => {
    const typeAt = buffer.place(inTable, number - 1)
    const fields =
      typeAt === null ? undefined : known.get(buffer.number(typeAt, 1, (bytes, place) => bytes.readUint8(place)))
    return at === null || !fields ? {} : buffer.rowAt(at, fields)
  }
})
