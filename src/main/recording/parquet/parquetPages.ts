import type { ColumnMetaData, PageHeader, SchemaTree } from 'hyparquet'
import { parquetHeader } from 'hyparquet/src/column.js'
import { readVarInt } from 'hyparquet/src/thrift.js'
import { checked, codecs } from './parquetCodecs.ts'
import { MOST_ROWS, Untrue } from './parquetFooter.ts'

/** Those whose lengths can be checked; the others hardly anybody writes. */
const ENCODINGS = new Set([
  'PLAIN',
  'PLAIN_DICTIONARY',
  'RLE_DICTIONARY',
  'RLE',
  'DELTA_BINARY_PACKED',
  'DELTA_LENGTH_BYTE_ARRAY',
  'BYTE_STREAM_SPLIT'
])
const INDEXED = /_DICTIONARY$/

/** A column's part in one group of rows, and how it lies in the schema: from the root to the leaf. */
export interface ColumnPart {
  about: Pick<ColumnMetaData, 'codec' | 'type'>
  path: readonly SchemaTree[]
}

/**
 * Goes through the pages of a column's part before they are decoded: their sizes fit, they hold no more values than can
 * be, and no run of values is longer than its page. The library that decodes them takes all of that for granted, and a few
 * bytes could have it fill the memory.
 * @param rows in the group; a column without lists has no more values than that
 * @throws Untrue, and whatever reading beyond the end throws
 */
export function checkPages(bytes: Uint8Array, { about, path }: ColumnPart, rows: number): void {
  const most = path.some(({ element }) => element.repetition_type === 'REPEATED') ? MOST_ROWS : rows
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 }
  let values = 0
  while (reader.offset < bytes.byteLength - 1) {
    const header = parquetHeader(reader)
    const { compressed_page_size: size, uncompressed_page_size: whole } = header
    if (!(size >= 0) || reader.offset + size > bytes.byteLength) throw new Untrue('a page goes on beyond its column')
    const page = bytes.subarray(reader.offset, reader.offset + size)
    reader.offset += size
    checked(whole)
    const count = header.data_page_header ?? header.data_page_header_v2 ?? header.dictionary_page_header
    if (!count) throw new Untrue('it has pages that hold no values')
    if (!(count.num_values >= 0) || count.num_values > most) throw new Untrue('a page has more values than rows')
    if (!count.encoding || !ENCODINGS.has(count.encoding)) throw new Untrue(`it is coded as ${count.encoding}`)
    if (header.dictionary_page_header) continue
    values += count.num_values
    if (values > most) throw new Untrue('a column has more values than rows')
    if (header.data_page_header_v2) checkSecondVersion(page, header, { about, path })
    else checkFirstVersion(unpacked(page, whole, about), header, { about, path })
  }
}

/** Levels and values of version 1 are packed together, each run of levels with its length before it. */
function checkFirstVersion(page: Uint8Array, header: PageHeader, { about, path }: ColumnPart): void {
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength)
  const { num_values: count = 0, encoding } = header.data_page_header ?? {}
  let offset = 0
  for (const level of levelsOf(path)) {
    if (level === 0) continue
    const length = view.getUint32(offset, true)
    checkRuns(view, offset + 4, bitsOf(level), count)
    offset += 4 + length
  }
  checkValues(view, offset, encoding, count, about.type)
}

/** Version 2 keeps the levels apart and unpacked. */
function checkSecondVersion(page: Uint8Array, header: PageHeader, { about, path }: ColumnPart): void {
  const facts = header.data_page_header_v2
  if (!facts) return
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength)
  const { num_values: count, num_nulls: nulls, num_rows: rows } = facts
  const lengths = [facts.repetition_levels_byte_length, facts.definition_levels_byte_length]
  if (!(nulls >= 0) || nulls > count || !(rows >= 0) || rows > count)
    throw new Untrue('a page has more gaps than values')
  let offset = 0
  for (const [i, level] of levelsOf(path).entries()) {
    const length = lengths[i] ?? 0
    if (!(length >= 0) || offset + length > page.byteLength) throw new Untrue('the levels of a page go on beyond it')
    if (level > 0) checkRuns(view, offset, bitsOf(level), count)
    offset += length
  }
  const whole = checked(header.uncompressed_page_size - offset)
  const packed = page.subarray(offset)
  const values = facts.is_compressed === false || whole === 0 ? packed : unpacked(packed, whole, about)
  const inside = new DataView(values.buffer, values.byteOffset, values.byteLength)
  checkValues(inside, 0, facts.encoding, count - nulls, about.type)
}

function checkValues(
  view: DataView,
  offset: number,
  encoding: string | undefined,
  count: number,
  type: ColumnMetaData['type']
): void {
  if (count === 0 || encoding === undefined) return
  // A bit a value, behind a length of their own.
  if (encoding === 'RLE' && type === 'BOOLEAN') return checkRuns(view, offset + 4, 1, count)
  if (encoding !== 'RLE' && !INDEXED.test(encoding)) return
  const bits = view.getUint8(offset)
  if (bits > 32) throw new Untrue('it has values of more bits than there are')
  if (bits > 0) checkRuns(view, offset + 1, bits, count)
}

/** Runs of one value, or of eight values a byte and bit, until there are enough: none of one value may hold more. */
function checkRuns(view: DataView, offset: number, bits: number, count: number): void {
  const reader = { view, offset }
  for (let seen = 0; seen < count;) {
    if (reader.offset >= view.byteLength) return
    const run = readVarInt(reader)
    if (run & 1) {
      // Its bits would have to lie in the page, where reading them ends.
      reader.offset += (run >>> 1) * bits
      seen += (run >>> 1) * 8
    } else {
      const length = run >>> 1
      if (length > count - seen) throw new Untrue('a run of values is longer than its page')
      reader.offset += (bits + 7) >> 3
      seen += length
    }
  }
}

/** The highest level of repetition and of definition. */
function levelsOf(path: readonly SchemaTree[]): [number, number] {
  const inside = path.slice(1).map(({ element }) => element.repetition_type)
  return [inside.filter((type) => type === 'REPEATED').length, inside.filter((type) => type !== 'REQUIRED').length]
}

function bitsOf(level: number): number {
  return 32 - Math.clz32(level)
}

function unpacked(page: Uint8Array, whole: number, { codec }: ColumnPart['about']): Uint8Array {
  if (codec === 'UNCOMPRESSED') return page
  const unpack = codecs[codec]
  if (!unpack) throw new Untrue(`it is packed with ${codec}`)
  return unpack(page, whole)
}
