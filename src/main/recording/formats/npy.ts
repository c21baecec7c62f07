import { basename } from 'node:path'
import { InputError } from '../../../shared/errors.ts'
import { fileSentence } from '../place/fileSentence.ts'
import { readBytes } from '../place/openFile.ts'

/** An array of numbers as NumPy keeps it, in C order. */
export interface NpyArray {
  shape: number[]
  values: Float64Array
}

const READERS: Record<string, [bytes: number, read: (view: DataView, at: number, little: boolean) => number]> = {
  f8: [8, (view, at, little) => view.getFloat64(at, little)],
  f4: [4, (view, at, little) => view.getFloat32(at, little)],
  i8: [8, (view, at, little) => Number(view.getBigInt64(at, little))],
  u8: [8, (view, at, little) => Number(view.getBigUint64(at, little))],
  i4: [4, (view, at, little) => view.getInt32(at, little)],
  u4: [4, (view, at, little) => view.getUint32(at, little)],
  i2: [2, (view, at, little) => view.getInt16(at, little)],
  u2: [2, (view, at, little) => view.getUint16(at, little)],
  i1: [1, (view, at) => view.getInt8(at)],
  u1: [1, (view, at) => view.getUint8(at)]
}

/** True for the beginning of a NumPy file, whatever it is called. */
function isNpy(head: Uint8Array): boolean {
  return head[0] === 0x93 && Buffer.from(head).toString('latin1', 1, 6) === 'NUMPY'
}

/**
 * Reads a file of the NumPy format (NEP 1), told by its magic and not by its suffix.
 * @throws InputError where it cannot be read, is none, is cut short or holds no numbers.
 */
export async function readNpy(file: string): Promise<NpyArray> {
  const bytes = await readBytes(file).catch((error: unknown) => {
    throw new InputError(fileSentence(error, file), { cause: error })
  })
  if (!isNpy(bytes))
    throw new InputError(`${basename(file)} is not a NumPy array; copy it again from its source: ${file}`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const wide = (bytes[6] ?? 1) > 1
  const start = wide ? 12 : 10
  const data = start + (bytes.length < start ? 0 : wide ? view.getUint32(8, true) : view.getUint16(8, true))
  const header = bytes.toString('latin1', start, data)
  const [, order = '', type = ''] = /'descr': *'([<>|=])(\w\d)'/.exec(header) ?? []
  const shape = (/'shape': *\(([^)]*)\)/.exec(header)?.[1] ?? '')
    .split(',')
    .filter((part) => part.trim() !== '')
    .map(Number)
  const reader = READERS[type]
  if (!reader) throw new InputError(`${basename(file)} holds no numbers of a kind that can be read: ${file}`)
  const [size, read] = reader
  const count = shape.reduce((product, length) => product * length, 1)
  // Of an array without numbers one side may still be long: nothing is longer than the file.
  const isLength = (length: number): boolean => Number.isInteger(length) && length >= 0 && length <= bytes.length
  if (!shape.every(isLength))
    throw new InputError(
      `${basename(file)} is damaged: it says that it is longer than it is; copy it again from its source.`
    )
  if (data + count * size > bytes.length)
    throw new InputError(`${basename(file)} is cut short; copy it again from its source: ${file}`)
  const stored = Float64Array.from({ length: count }, (_, i) => read(view, data + i * size, order !== '>'))
  const [rows = 1, columns = 1] = shape
  const isFortran = /'fortran_order': *True/.test(header) && shape.length === 2
  return {
    shape,
    values: isFortran ? stored.map((_, i) => stored[(i % columns) * rows + Math.floor(i / columns)] ?? NaN) : stored
  }
}

/** One column of an array [rows, columns], or the array itself where it has one dimension. */
export function npyColumn({ shape, values }: NpyArray, column: number): Float64Array {
  const columns = shape[1] ?? 1
  return Float64Array.from({ length: shape[0] ?? 0 }, (_, row) => values[row * columns + column] ?? NaN)
}
