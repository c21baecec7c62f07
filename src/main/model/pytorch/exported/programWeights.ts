import { z } from 'zod'
import { InputError } from '../../../../shared/errors.ts'
import { boundedJson } from '../../boundedJson.ts'
import type { Constant } from '../../lowering/constant.ts'
import { bytesInMemory } from '../byteSource.ts'
import { Table } from '../pickle/pickleValue.ts'
import { pickleIn, zipCheckpoint } from '../weights/checkpoint.ts'
import { numberTypes } from '../weights/numberTypes.ts'
import { readTensors } from '../weights/readTensors.ts'
import { Storage, StoredTensor, tensorIn } from '../weights/storedTensor.ts'
import { readZip, type ZipArchive } from '../zipArchive.ts'
import { TensorMeta } from './exportedProgram.ts'

/** Tensors of a program by the names that they are kept by, and where their numbers lie. */
interface KeptTensors {
  tensors: ReadonlyMap<string, StoredTensor>
  bytesOf(storage: Storage): Promise<Buffer>
}

const mostOfPart = 2 ** 31 - 1
const mostOfText = 2 ** 26

const PayloadConfig = z.looseObject({
  config: z.record(
    z.string(),
    z.looseObject({ path_name: z.string(), use_pickle: z.boolean(), tensor_meta: TensorMeta.nullish() })
  )
})

/** Where the weights of a program lie, or its constants: in a part that torch.save wrote, or each in a part of its own. */
export interface WeightParts {
  /** Parts that torch.save wrote, of which the first that there is counts. */
  saved: readonly string[]
  /** What says where each lies, and the folder of these. */
  config: string
  folder: string
}

/** @returns nothing where the file has neither */
export async function keptTensors(
  zip: ZipArchive,
  { saved, config, folder }: WeightParts,
  source: string
): Promise<KeptTensors> {
  const part = saved.find((name) => zip.has(name))
  if (part !== undefined) return inSavedPart(await zip.read(part, mostOfPart), `${source}/${part}`)
  if (zip.has(config)) return inParts(zip, folder, parsed(await zip.read(config, mostOfText), config, source), source)
  return { tensors: new Map(), bytesOf: () => Promise.reject(damaged(source, folder)) }
}

async function inSavedPart(bytes: Buffer, source: string): Promise<KeptTensors> {
  const zip = await readZip(bytesInMemory(bytes, source), source)
  const pickle = zip && pickleIn(zip.names)
  if (!zip || pickle === null) throw damaged(source, 'its weights')
  const { root, bytesOf } = await zipCheckpoint(zip, pickle, source)
  const tensors = new Map<string, StoredTensor>()
  for (const [key, value] of root instanceof Table ? root.entries : [])
    if (typeof key === 'string' && value instanceof StoredTensor) tensors.set(key, value)
  return { tensors, bytesOf }
}

function parsed(bytes: Buffer, name: string, source: string): z.infer<typeof PayloadConfig> {
  try {
    return PayloadConfig.parse(boundedJson(bytes.toString('utf8')))
  } catch {
    throw damaged(source, `'${name}'`)
  }
}

function inParts(
  zip: ZipArchive,
  folder: string,
  { config }: z.infer<typeof PayloadConfig>,
  source: string
): KeptTensors {
  const tensors = new Map<string, StoredTensor>()
  for (const [key, { path_name: part, use_pickle: isPickle, tensor_meta: meta }] of Object.entries(config)) {
    // What is no plain tensor is only missed where it is read.
    if (isPickle || !meta?.dtype) continue
    const bytes = zip.sizeOf(`${folder}${part}`)
    const sizes = meta.sizes.filter((size) => size !== null)
    const strides = meta.strides.filter((stride) => stride !== null)
    if (bytes === null || sizes.length < meta.sizes.length || strides.length < meta.strides.length)
      throw damaged(source, `'${key}'`)
    const storage = new Storage(part, meta.dtype, Math.floor(bytes / numberTypes[meta.dtype].bytes), null)
    const view = { offset: meta.storage_offset ?? -1, shape: sizes, strides }
    tensors.set(key, tensorIn(storage, meta.dtype, view) ?? fail(damaged(source, `'${key}'`)))
  }
  return { tensors, bytesOf: ({ key }) => zip.read(`${folder}${key}`, mostOfPart) }
}

/**
 * The numbers of what a graph takes, by the names in the graph.
 * @param held the name in the graph of each, and the one that it is kept by
 * @param kept where to look for them, the likeliest first
 * @throws InputError where one is not there
 */
export async function heldConstants(
  held: readonly { name: string; key: string }[],
  kept: readonly KeptTensors[],
  source: string
): Promise<Map<string, Constant>> {
  const constants = new Map<string, Constant>()
  const wanted = new Map(kept.map((place) => [place, new Map<string, StoredTensor>()]))
  for (const { name, key } of held) {
    const place = kept.find(({ tensors }) => tensors.has(key))
    if (!place) throw damaged(source, `its weights, which lack '${key}'`)
    wanted.get(place)!.set(name, place.tensors.get(key)!)
  }
  for (const [place, tensors] of wanted)
    for (const [name, constant] of await readTensors(tensors, place, source)) constants.set(name, constant)
  return constants
}

function fail(error: InputError): never {
  throw error
}

function damaged(source: string, what: string): InputError {
  return new InputError(`'${source}' is damaged at ${what}; copy it again, or export the program again.`)
}
