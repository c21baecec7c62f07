import type { FileHandle } from 'node:fs/promises'
import { basename } from 'node:path'
import { type FileMetaData, parquetRead, parquetSchema, type SchemaTree } from 'hyparquet'
import { InputError } from '../../../shared/errors.ts'
import { fileSentence } from '../place/fileSentence.ts'
import { openFile } from '../place/openFile.ts'
import { codecs } from './parquetCodecs.ts'
import { readFooter, Untrue } from './parquetFooter.ts'
import { checkPages } from './parquetPages.ts'

/** With this a Parquet file begins and ends. */
export const PARQUET = 'PAR1'
/** Of the end of a file, and of one column in one group of rows. */
const LARGEST_FOOTER = 2 ** 26
const LARGEST_PART = 2 ** 29

/** A Parquet file of which only what is asked for is read. */
export interface ParquetFile extends AsyncDisposable {
  name: string
  rows: number
  /** The columns, each with its parts. */
  columns: readonly SchemaTree[]
  /**
   * The values of a column in the rows first..end-1, as they come of the file: numbers, bigints, booleans, texts, lists and
   * objects of these; times are microseconds since 1970. null and undefined are gaps.
   * @throws InputError where they cannot be read
   */
  read(column: string, first?: number, end?: number): Promise<unknown[]>
}

/** @throws InputError where it cannot be opened, or is no whole Parquet file */
export async function openParquet(path: string): Promise<ParquetFile> {
  const name = basename(path)
  const file = await openFile(path).catch((error: unknown) => {
    throw new InputError(fileSentence(error, path), { cause: error })
  })
  try {
    const metadata = await told(name, () => footerOf(file))
    const { children } = parquetSchema(metadata)
    const size = (await file.stat()).size
    return {
      name,
      rows: Number(metadata.num_rows),
      columns: children,
      read: (column, first = 0, end = Number(metadata.num_rows)) =>
        told(name, () => readColumn(file, size, metadata, column, first, end)),
      [Symbol.asyncDispose]: () => file.close()
    }
  } catch (error) {
    await file.close()
    throw error
  }
}

async function footerOf(file: FileHandle): Promise<FileMetaData> {
  const { size } = await file.stat()
  if (size < 12) throw new Untrue('it is too short')
  const tail = await bytesOf(file, size, size - 8, 8)
  if (tail.toString('latin1', 4) !== PARQUET) throw new Untrue('it ends early')
  const length = tail.readUInt32LE(0)
  if (length > size - 12 || length > LARGEST_FOOTER) throw new Untrue('its footer is longer than the file')
  return readFooter(await bytesOf(file, size, size - 8 - length, length + 8), length)
}

async function readColumn(
  file: FileHandle,
  size: number,
  metadata: FileMetaData,
  column: string,
  first: number,
  end: number
): Promise<unknown[]> {
  const values: unknown[] = new Array<unknown>(end - first).fill(null)
  if (first >= end) return []
  let start = 0
  for (const group of metadata.row_groups) {
    const rows = Number(group.num_rows)
    const wanted = start < end && start + rows > first
    start += rows
    for (const { meta_data: about, file_path: elsewhere } of wanted ? group.columns : []) {
      if (about?.path_in_schema[0] !== column) continue
      if (elsewhere) throw new Untrue('its columns lie in other files')
      const place = Number(about.dictionary_page_offset || about.data_page_offset)
      const bytes = await bytesOf(file, size, place, Number(about.total_compressed_size))
      checkPages(bytes, { about, path: pathOf(metadata, about.path_in_schema) }, rows)
    }
  }
  let read = 0
  await parquetRead({
    file: {
      byteLength: size,
      slice: async (from, to = size) => {
        const { buffer, byteOffset, byteLength } = await bytesOf(file, size, from, to - from)
        return buffer.slice(byteOffset, byteOffset + byteLength)
      }
    },
    metadata,
    columns: [column],
    rowStart: first,
    rowEnd: end,
    compressors: codecs,
    parsers: {
      timestampFromMilliseconds: (millis) => Number(millis) * 1e3,
      timestampFromMicroseconds: Number,
      timestampFromNanoseconds: (nanos) => Number(nanos) / 1e3,
      dateFromDays: (days) => days * 86_400e6
    },
    onChunk({ columnData, rowStart }) {
      for (let i = Math.max(0, first - rowStart); i < columnData.length && rowStart + i < end; i++, read++)
        values[rowStart + i - first] = columnData[i]
    }
  })
  if (read < end - first) throw new Untrue('a column has fewer values than there are rows')
  return values
}

function pathOf(metadata: FileMetaData, names: readonly string[]): SchemaTree[] {
  const path = [parquetSchema(metadata)]
  for (const name of names) {
    const child = path.at(-1)?.children.find(({ element }) => element.name === name)
    if (!child) throw new Untrue('it has columns that its schema does not name')
    path.push(child)
  }
  return path
}

async function bytesOf(file: FileHandle, size: number, offset: number, length: number): Promise<Buffer<ArrayBuffer>> {
  if (!(offset >= 0) || !(length >= 0) || offset + length > size || length > LARGEST_PART)
    throw new Untrue('a part of it goes on beyond its end')
  const bytes = Buffer.alloc(length)
  const { bytesRead } = await file.read(bytes, 0, length, offset)
  if (bytesRead < length) throw new Untrue('it ends early')
  return bytes
}

/** Whatever a library throws at a file that is not as it says is that file's fault, and is told in one sentence. */
async function told<T>(name: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof InputError) throw error
    const why = error instanceof Untrue ? `: ${error.message}` : ''
    throw new InputError(
      `${name} is not a whole Parquet table${why}; copy it again from its source, or write it anew with pandas.`,
      { cause: error }
    )
  }
}
