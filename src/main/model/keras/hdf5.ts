import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { Dataset, File, Group, ready } from 'h5wasm/node'
import { InputError } from '../../../shared/errors.ts'
import { float16 } from '../graph/float16.ts'
import type { Weights } from '../graph/graph.ts'

/** The first eight bytes of every HDF5 file (HDF5 File Format Specification, section II.A). */
const signature = Buffer.from('\x89HDF\r\n\x1a\n', 'latin1')

/** True where the bytes are the beginning of an HDF5 file without a user block, as Keras writes them. */
export function startsLikeHdf5(head: Uint8Array): boolean {
  return signature.equals(head.subarray(0, signature.length))
}

/**
 * Opens an HDF5 file for reading only, hands it to `read`, and closes it whatever happens.
 * InputError where the file is shorter than its superblock says, or damaged.
 */
export async function readHdf5<T>(path: string, read: (file: Group) => T): Promise<T> {
  const name = basename(path)
  await refuseTruncated(path, name)
  const module = await ready
  // Otherwise the library prints its own error stack to standard error beside our sentence, and some damaged
  // files keep it busy for ever.
  module.activate_throwing_error_handler()
  let file: File | undefined
  try {
    file = new File(path, 'r')
    return read(file)
  } catch (error) {
    if (error instanceof InputError) throw error
    throw new InputError(`'${name}' is damaged and cannot be read as HDF5; fetch or save the model again.`)
  } finally {
    file?.close()
  }
}

/** Compares the file's length with the end of file that its superblock states. */
async function refuseTruncated(path: string, name: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    const head = Buffer.alloc(64)
    await handle.read(head, 0, head.length, 0)
    const { size } = await handle.stat()
    const version = head[8]!
    const endAt = version === 0 ? 40 : version === 1 ? 44 : 28
    const stated = Number(head.readBigUInt64LE(endAt))
    if (size < stated) {
      throw new InputError(
        `'${name}' is cut off: ${size} of ${stated} bytes are there; download or copy the model again.`
      )
    }
  } finally {
    await handle.close()
  }
}

/** A string attribute, or null where there is none. */
export function textAttribute(group: Group, name: string): string | null {
  const value = group.attrs[name]?.value
  return typeof value === 'string' ? value : null
}

/** An attribute that lists strings. Keras splits long lists into `name0`, `name1`, … (64 KB header limit). */
export function listAttribute(group: Group, name: string): string[] | null {
  const { attrs } = group
  const whole = attrs[name]
  if (whole) return strings(whole.value)
  const parts: string[] = []
  for (let i = 0; attrs[`${name}${i}`]; i++) parts.push(...strings(attrs[`${name}${i}`]!.value))
  return parts.length > 0 ? parts : null
}

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : []
}

/** A child group, or null. */
export function childGroup(group: Group, name: string): Group | null {
  const child = group.get(name)
  return child instanceof Group ? child : null
}

/** HDF5's number of the class of whole numbers (H5T_INTEGER). */
const integerType = 0

/** A dataset of 16-bit floats: the library reads whole numbers of that size alone, of the same bits. */
function halves(dataset: Dataset): Float32Array {
  Object.assign(dataset.metadata, { type: integerType, signed: false })
  const { value } = dataset
  if (value instanceof Uint16Array) return Float32Array.from(value, float16)
  return Float32Array.of(float16(typeof value === 'number' ? value : NaN))
}

/** A floating-point dataset as float32, null where there is none of that name, or that it holds whole numbers. */
export function floatDataset(group: Group, name: string): Weights | 'integers' | null {
  const child = group.get(name)
  if (!(child instanceof Dataset)) return null
  const { type, size } = child.metadata
  if (type === integerType) return 'integers'
  if (size === 2) return { shape: child.shape ?? [], data: halves(child) }
  const { value } = child
  if (value instanceof Float32Array) return { shape: child.shape ?? [], data: value }
  if (value instanceof Float64Array) return { shape: child.shape ?? [], data: Float32Array.from(value) }
  if (typeof value === 'number') return { shape: [], data: Float32Array.of(value) }
  throw new InputError(`The weights '${name}' are not 16-, 32- or 64-bit floats; save the model with float32 weights.`)
}
