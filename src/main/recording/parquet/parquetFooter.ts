import type { FileMetaData } from 'hyparquet'
import { parquetMetadata } from 'hyparquet'
import { deserializeTCompactProtocol } from 'hyparquet/src/thrift.js'
import { z } from 'zod'

/** What is believed at most: columns of a table with all their parts, parts within parts, and rows. */
const ELEMENTS = 20_000
const DEPTH = 16
export const MOST_ROWS = 2 ** 25

/** The parts of the footer that say how much there is, by their numbers in parquet.thrift. */
const Footer = z.looseObject({
  field_2: z.array(z.looseObject({ field_5: z.number().int().nonnegative().optional() })).nonempty(),
  field_3: z.bigint(),
  field_4: z.array(z.looseObject({ field_3: z.bigint() }))
})

/** Thrown where a file says something of itself that does not hold; its sentence is made by who knows the file. */
export class Untrue extends Error {}

/**
 * Reads the footer of a Parquet file and sees to it that its schema is a tree of a sensible size, and that its groups have
 * as many rows as the whole.
 * Format: https://github.com/apache/parquet-format (parquet.thrift).
 * @param bytes the end of the file, footer, its length and mark
 * @throws Untrue, and whatever reading beyond the end throws
 */
export function readFooter(bytes: Uint8Array, length: number): FileMetaData {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const footer = Footer.safeParse(deserializeTCompactProtocol({ view, offset: bytes.byteLength - 8 - length }))
  if (!footer.success) throw new Untrue('its footer is not one of Parquet')
  const { field_2: schema, field_3: rows, field_4: groups } = footer.data
  if (schema.length > ELEMENTS) throw new Untrue(`it has ${schema.length} columns`)
  // What is still to come of each group of the schema that is open.
  const open: number[] = []
  for (const [i, { field_5: children = 0 }] of schema.entries()) {
    if (i > 0 && open.length === 0) throw new Untrue('its schema has parts that belong nowhere')
    if (i > 0) open[open.length - 1]!--
    if (children > 0) open.push(children)
    while (open.at(-1) === 0) open.pop()
    if (open.length > DEPTH) throw new Untrue('its schema is nested too deeply')
  }
  if (open.length > 0) throw new Untrue('its schema ends early')
  const sum = groups.reduce((all, group) => all + (group.field_3 < 0n ? -1n << 62n : group.field_3), 0n)
  if (sum !== rows) throw new Untrue('its groups have other rows than the whole')
  if (rows > BigInt(MOST_ROWS)) throw new Untrue(`it has ${rows} rows`)
  return parquetMetadata(bytes, { geoparquet: false })
}
