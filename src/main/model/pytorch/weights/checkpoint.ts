import { InputError } from '../../../../shared/errors.ts'
import type { ByteSource } from '../byteSource.ts'
import { Items, type PickleValue, Table } from '../pickle/pickleValue.ts'
import { readPickle } from '../pickle/pickleReader.ts'
import { TorchGlobals } from '../pickle/torchGlobals.ts'
import type { ZipArchive } from '../zipArchive.ts'
import { numberTypes } from './numberTypes.ts'
import type { Storage } from './storedTensor.ts'

/** What torch.save wrote. */
export interface Checkpoint {
  root: PickleValue
  /** All bytes of a storage that lie in the file. @throws InputError */
  bytesOf(storage: Storage): Promise<Buffer>
}

const mostOfPickle = 2 ** 26
const mostOfStorage = 2 ** 31 - 1

/** The name of the pickle in a zip that torch.save wrote; null in others. */
export function pickleIn(names: readonly string[]): string | null {
  return names.find((name) => /^([^/]+\/)?data\.pkl$/.test(name)) ?? null
}

/** A checkpoint of PyTorch 1.6 and later: a zip of a pickle and a part for each storage. */
export async function zipCheckpoint(zip: ZipArchive, pickle: string, source: string): Promise<Checkpoint> {
  const folder = pickle.slice(0, -'data.pkl'.length)
  const order = `${folder}byteorder`
  if (
    zip.has(order) &&
    Buffer.from(await zip.read(order, 16))
      .toString('latin1')
      .trim() === 'big'
  ) {
    throw highestFirst(source)
  }
  const { value: root } = readPickle(await zip.read(pickle, mostOfPickle), 0, new TorchGlobals(source), source)
  return { root, bytesOf: ({ key }) => zip.read(`${folder}data/${key}`, mostOfStorage) }
}

const MAGIC = 0x1950a86a20f9469cfc6cn
const PROTOCOL = 1001
/** The magic number as it lies in the file. */
const magicBytes = Buffer.from('6cfc9c46f9206aa85019', 'hex')

/** Whether a file begins as those that torch.save wrote before PyTorch 1.6. */
export function beginsAsOldCheckpoint(head: Uint8Array): boolean {
  return head[0] === 0x80 && Buffer.from(head.subarray(0, 32)).includes(magicBytes)
}

/**
 * A checkpoint of PyTorch 0.4 to 1.5, which later ones still write where they are asked to: five pickles (a magic number, a
 * version, what computer it was, what was saved, the keys of its storages), and the storages behind them, each with its
 * length in front.
 */
export async function oldCheckpoint(bytes: ByteSource, source: string): Promise<Checkpoint> {
  const head = await bytes.read(0, Math.min(bytes.size, mostOfPickle))
  const names = new TorchGlobals(source)
  const values: PickleValue[] = []
  let at = 0
  while (values.length < 5) {
    const { value, end } = readPickle(head, at, names, source)
    values.push(value)
    at = end
  }
  const [magic, protocol, computer, root = null, keys] = values
  if (magic !== MAGIC || protocol !== PROTOCOL) throw damaged(source)
  if (computer instanceof Table && computer.get('little_endian') === false) throw highestFirst(source)
  const places = await placesOf(bytes, at, keysIn(keys), names.storages, source)
  return {
    root,
    bytesOf({ key }) {
      const place = places.get(key)
      if (!place) throw damaged(source)
      return bytes.read(place.at, place.length)
    }
  }
}

function keysIn(keys: PickleValue | undefined): string[] {
  return keys instanceof Items ? keys.values.filter((key) => typeof key === 'string') : []
}

async function placesOf(
  bytes: ByteSource,
  from: number,
  keys: readonly string[],
  storages: ReadonlyMap<string, Storage>,
  source: string
): Promise<Map<string, { at: number; length: number }>> {
  const places = new Map<string, { at: number; length: number }>()
  let at = from
  for (const key of keys) {
    const storage = storages.get(key)
    if (!storage) throw damaged(source)
    const stated = Number((await bytes.read(at, 8)).readBigUInt64LE())
    const length = storage.whole * (storage.type === null ? 1 : numberTypes[storage.type].bytes)
    if (stated !== storage.whole || at + 8 + length > bytes.size) throw damaged(source)
    places.set(key, { at: at + 8, length })
    at += 8 + length
  }
  return places
}

function highestFirst(source: string): InputError {
  return new InputError(`'${source}' was saved on a computer with the highest byte first; save it again on another.`)
}

function damaged(source: string): InputError {
  return new InputError(`'${source}' is cut off or damaged; copy it again, or save the model again.`)
}
