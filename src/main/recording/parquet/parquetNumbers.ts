import type { SchemaTree } from 'hyparquet'
import type { ParquetFile } from './parquetFile.ts'

/** Longer lists are no signals of a car: they are pictures, tokens or point clouds. */
const LONGEST_LIST = 64

/** A number of each row: a column, a part of one ('pose.x'), or a place in its lists ('action.2'). */
export interface NumberColumn {
  name: string
  values: Float64Array
  /** They are microseconds since 1970. */
  isTime: boolean
}

/** True for a column that may hold numbers. */
export function mayBeNumbers({ element, children }: SchemaTree): boolean {
  if (children.length > 0) return children.some(mayBeNumbers)
  const { type, logical_type: logical, converted_type: converted } = element
  if (type === 'BYTE_ARRAY' || type === 'FIXED_LEN_BYTE_ARRAY')
    return converted === 'DECIMAL' || logical?.type === 'DECIMAL' || logical?.type === 'FLOAT16'
  return type !== undefined
}

/**
 * The numbers of a column in the rows first..end-1, NaN where there is none: one series for a plain column, one for each
 * part of a structured one, one for each place of its lists (as many as the longest of the first rows has).
 * @throws InputError
 */
export async function readNumbers(
  file: Pick<ParquetFile, 'read'>,
  column: SchemaTree,
  first?: number,
  end?: number
): Promise<NumberColumn[]> {
  const values = await file.read(column.element.name, first, end)
  return seriesOf(values, column.element.name, isTime(column))
}

function seriesOf(values: readonly unknown[], name: string, isTime: boolean, depth = 0): NumberColumn[] {
  const sample = values.find((value) => value !== null && value !== undefined)
  if (typeof sample !== 'object' || sample === null)
    return [{ name, values: Float64Array.from(values, numberOf), isTime }]
  if (depth > 2) return []
  if (Array.isArray(sample) || ArrayBuffer.isView(sample)) {
    const lengths = values.slice(0, 100).map((value) => (isList(value) ? value.length : 0))
    const length = Math.max(0, ...lengths)
    if (length > LONGEST_LIST) return []
    const at = (i: number): unknown[] => values.map((value) => (isList(value) ? value[i] : null))
    // A list of one is a number.
    if (length === 1) return seriesOf(at(0), name, isTime, depth + 1)
    return Array.from({ length }, (_, i) => seriesOf(at(i), `${name}.${i}`, isTime, depth + 1)).flat()
  }
  return Object.keys(sample).flatMap((part) =>
    seriesOf(
      values.map((value) => (isRecord(value) ? value[part] : null)),
      `${name}.${part}`,
      isTime,
      depth + 1
    )
  )
}

/** A number, a whole number of 64 bits, or true and false as 1 and 0; NaN for anything else. */
export function numberOf(value: unknown): number {
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') return Number(value)
  return typeof value === 'boolean' ? Number(value) : NaN
}

function isTime({ element, children }: SchemaTree): boolean {
  if (children.length > 0) return false
  const { type, logical_type: logical, converted_type: converted } = element
  return (
    logical?.type === 'TIMESTAMP' ||
    logical?.type === 'DATE' ||
    /^(TIMESTAMP_MILLIS|TIMESTAMP_MICROS|DATE)$/.test(converted ?? '') ||
    type === 'INT96'
  )
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !isList(value)
}
