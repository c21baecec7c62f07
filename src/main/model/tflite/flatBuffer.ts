import { ByteBuffer } from 'flatbuffers'

/** Thrown where bytes are no FlatBuffer of the tables that are asked for: what reads it says so of the file. */
export class DamagedBuffer extends Error {}

/** A field of a table: its number in the schema, counted from 0, and how what lies there is read; `at` is null where it is left out. */
export interface Field<T> {
  number: number
  read(buffer: FlatBuffer, at: number | null, table: number): T
}

/** The fields of a table that are read. */
export type Table = Readonly<Record<string, Field<unknown>>>

/** What is read of a table. */
export type Row<T extends Table> = { [Name in keyof T]: T[Name] extends Field<infer Value> ? Value : never }

/** So many tables at most are read of one file. */
const mostTables = 2 ** 20

/**
 * A FlatBuffer of a file that nobody has checked. Every place is checked before it is read and every length before memory
 * is made for it; tables that are named over and over, as no writer does it, come to an end.
 */
export class FlatBuffer {
  readonly bytes: Uint8Array
  readonly #buffer: ByteBuffer
  #tablesLeft = mostTables
  #itemsLeft: number

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    this.#buffer = new ByteBuffer(bytes)
    this.#itemsLeft = 4 * bytes.length + 1024
  }

  /** The table that the file is about. @throws DamagedBuffer */
  root<T extends Table>(fields: T): Row<T> {
    return this.row(this.#target(0), fields)
  }

  row<T extends Table>(table: number, fields: T): Row<T> {
    if (--this.#tablesLeft < 0) throw new DamagedBuffer('more tables than a model has')
    const entries = Object.entries(fields).map(([name, { number, read }]): [string, unknown] => [
      name,
      read(this, this.place(table, number), table)
    ])
    // What each of the fields gives, by its name.
    return Object.fromEntries(entries) as Row<T>
  }

  /** Where a field of a table lies; null where it is left out. */
  place(table: number, number: number): number | null {
    this.#check(table, 4)
    const vtable = table - this.#buffer.readInt32(table)
    this.#check(vtable, 4)
    this.#check(vtable, this.#buffer.readUint16(vtable))
    const offset = this.#buffer.__offset(table, 4 + 2 * number)
    return offset === 0 ? null : table + (offset & 0xffff)
  }

  /** A number of one of the sizes that ByteBuffer reads. */
  number(at: number, size: number, read: (buffer: ByteBuffer, at: number) => number): number {
    this.#check(at, size)
    return read(this.#buffer, at)
  }

  /** The table that a field names. */
  rowAt<T extends Table>(at: number, fields: T): Row<T> {
    return this.row(this.#target(at), fields)
  }

  /** The bytes of a vector that a field names, not copied. */
  part(at: number, size = 1): Uint8Array {
    const start = this.#target(at)
    const length = this.number(start, 4, (buffer, place) => buffer.readUint32(place)) * size
    this.#check(start + 4, length)
    return this.bytes.subarray(start + 4, start + 4 + length)
  }

  text(at: number): string {
    const found = this.part(at)
    this.#itemsLeft -= found.length
    if (this.#itemsLeft < 0) throw new DamagedBuffer('more text than it has bytes for')
    return Buffer.from(found).toString('utf8')
  }

  /** Each item of a vector that a field names, by its place; `size` is of one in bytes. */
  items<T>(at: number, size: number, read: (place: number) => T): T[] {
    const { byteOffset, length } = this.part(at, size)
    const first = byteOffset - this.bytes.byteOffset
    this.#itemsLeft -= length / size
    if (this.#itemsLeft < 0) throw new DamagedBuffer('more items than it has bytes for')
    return Array.from({ length: length / size }, (_, i) => read(first + i * size))
  }

  /** What an offset leads to, which lies behind it. */
  #target(at: number): number {
    const offset = this.number(at, 4, (buffer, place) => buffer.readUint32(place))
    this.#check(at + offset, 4)
    return at + offset
  }

  #check(at: number, size: number): void {
    if (at < 0 || at + size > this.bytes.length) throw new DamagedBuffer('an end before what it names')
  }
}
