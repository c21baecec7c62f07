import { type FileHandle, open, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { InputError } from '../../../../shared/errors.ts'
import type { Constant } from '../../lowering/constant.ts'
import { readWeightFile } from '../../weightFile.ts'
import { type BundleEntry, readBundleEntry, readBundleHeader, readTrackableObjects } from '../graphProto.ts'
import { fixedSizes, numbersIn } from '../tensorTypes.ts'
import { maskedCrc32c } from './crc32c.ts'
import { tableEntries } from './sortedTable.ts'

/** What the graph of the objects that hold the variables lies under. */
const objectGraphKey = '_CHECKPOINTABLE_OBJECT_GRAPH'
const DT_STRING = 7
const mostShards = 10_000

/**
 * The variables of a SavedModel: `<prefix>.index`, a sorted-string table of where each lies, and the files of their bytes,
 * `<prefix>.data-00000-of-00001` (tensorflow/core/util/tensor_bundle).
 */
export class TensorBundle {
  /** Paths of all files, the index first. */
  readonly files: readonly string[]
  readonly #source: string
  readonly #entries: ReadonlyMap<string, BundleEntry>
  readonly #shards: readonly string[]

  /** @param source the model's file, for sentences. @throws InputError where the index cannot be read */
  static async open(prefix: string, source: string): Promise<TensorBundle> {
    const index = `${prefix}.index`
    const bytes = await readWeightFile(index, source, 'variables')
    try {
      const entries = new Map<string, BundleEntry>()
      let shards = 0
      for (const { key, value } of tableEntries(bytes)) {
        if (key !== '') entries.set(key, readBundleEntry(value))
        else {
          const { numShards = 0, endianness = 0 } = readBundleHeader(value)
          if (endianness !== 0) throw new RangeError('it is big-endian')
          shards = numShards
        }
      }
      if (shards < 1 || shards > mostShards) throw new RangeError(`it names ${shards} files`)
      return new TensorBundle(prefix, source, entries, shards)
    } catch (error) {
      const why = error instanceof RangeError ? ` (${error.message})` : ''
      throw new InputError(
        `The weight file '${basename(index)}' of '${source}' is damaged${why}; save or fetch the model again.`
      )
    }
  }

  private constructor(prefix: string, source: string, entries: ReadonlyMap<string, BundleEntry>, shards: number) {
    this.#source = source
    this.#entries = entries
    const count = String(shards).padStart(5, '0')
    this.#shards = Array.from({ length: shards }, (_, i) => `${prefix}.data-${String(i).padStart(5, '0')}-of-${count}`)
    this.files = [`${prefix}.index`, ...this.#shards]
  }

  has(key: string): boolean {
    return this.#entries.has(key)
  }

  /**
   * The variables under these keys.
   * @throws InputError where one is not there, lies outside of its file, in parts, or is damaged
   */
  async read(keys: Iterable<string>): Promise<Map<string, Constant>> {
    const found = new Map<string, Constant>()
    await this.#withFiles(async (bytesOf) => {
      for (const key of keys) {
        const { entry, what } = this.#entry(key)
        if (entry.slices.length > 0) {
          throw new InputError(`${what} lies in parts; save the model again without partitioned variables.`)
        }
        const dims = fixedSizes(entry.shape)
        if (!dims) throw new InputError(`${what} is of no fixed size; save the model again.`)
        found.set(key, numbersIn(await bytesOf(entry, what), dims, entry.dtype ?? 0, what))
      }
    })
    return found
  }

  /** By their own full names, the keys of variables that the graph of objects names; empty where there is none. */
  async keysByName(): Promise<ReadonlyMap<string, string>> {
    if (!this.has(objectGraphKey)) return new Map()
    const { entry, what } = this.#entry(objectGraphKey)
    const bytes = await this.#withFiles((bytesOf) => bytesOf(entry, what, false))
    const text = entry.dtype === DT_STRING ? onlyText(bytes) : null
    try {
      const { nodes } = readTrackableObjects(text ?? new Uint8Array([0xff]))
      const stored = nodes.flatMap(({ attributes }) => attributes)
      return new Map(
        stored.flatMap(({ fullName, checkpointKey }) => (fullName && checkpointKey ? [[fullName, checkpointKey]] : []))
      )
    } catch {
      throw new InputError(`${what} is damaged; save or fetch the model again.`)
    }
  }

  #entry(key: string): { entry: BundleEntry; what: string } {
    const what = `The variable '${key}' of '${this.#source}'`
    const entry = this.#entries.get(key)
    if (entry) return { entry, what }
    throw new InputError(`${what} is not among its weights; save the model again.`)
  }

  async #withFiles<T>(work: (bytesOf: BytesOf) => Promise<T>): Promise<T> {
    const shards = new Map<string, Shard>()
    try {
      return await work(async (entry, what, isChecked = true) => {
        const path = this.#shards[entry.shardId ?? 0]
        if (path === undefined) throw new InputError(`${what} lies in a file that is not named; save the model again.`)
        const shard = shards.get(path) ?? (await openShard(path, this.#source))
        shards.set(path, shard)
        return bytesIn(shard, entry, what, isChecked)
      })
    } finally {
      for (const { handle } of shards.values()) await handle.close()
    }
  }
}

/** The checksum of texts is of their bytes alone, without what states their lengths. */
type BytesOf = (entry: BundleEntry, what: string, isChecked?: boolean) => Promise<Buffer>

/** An open file of bytes, and how many of them may still be read: variables do not lie in one another. */
interface Shard {
  handle: FileHandle
  length: number
  left: number
}

/** Node reads no more at once. */
const mostAtOnce = 2 ** 31 - 1

/** A pipe in the place of a file would be waited for. */
async function openShard(path: string, source: string): Promise<Shard> {
  const found = await stat(path).catch(() => null)
  const handle = found?.isFile() ? await open(path, 'r').catch(() => null) : null
  if (found && handle) return { handle, length: found.size, left: found.size }
  throw new InputError(
    `The weight file '${basename(path)}' that '${source}' names cannot be read; put it beside the others of its folder 'variables'.`
  )
}

async function bytesIn(
  shard: Shard,
  { offset = 0, size = 0, crc32c = 0 }: BundleEntry,
  what: string,
  isChecked: boolean
): Promise<Buffer> {
  if (!(offset >= 0 && size >= 0 && offset + size <= shard.length)) {
    throw new InputError(`${what} is cut off; save or fetch the model again.`)
  }
  shard.left -= size
  if (shard.left < 0) throw new InputError(`${what} lies where others do; save or fetch the model again.`)
  if (size > mostAtOnce) throw new InputError(`${what} is larger than Lanegaze reads (2 GB); save a smaller model.`)
  const bytes = Buffer.alloc(size)
  const { bytesRead } = await shard.handle.read(bytes, 0, size, offset)
  if (bytesRead === size && (!isChecked || maskedCrc32c(bytes) === crc32c)) return bytes
  throw new InputError(`${what} is damaged: its checksum is another; save or fetch the model again.`)
}

/** The text of a tensor of one: its length, the checksum of that, and its bytes; null for others. */
function onlyText(bytes: Buffer): Uint8Array | null {
  let at = 0
  while ((bytes[at] ?? 0) >= 0x80) at++
  const length = bytes.subarray(0, at + 1).reduce((sum, byte, i) => sum + (byte & 0x7f) * 2 ** (7 * i), 0)
  return bytes.length === at + 5 + length ? bytes.subarray(at + 5) : null
}
