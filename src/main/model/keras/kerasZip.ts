import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { unzipSync } from 'fflate'
import { InputError } from '../../../shared/errors.ts'
import { inOneSentence, torchZipOf } from '../../recording/foreignFile.ts'
import { readHdf5 } from './hdf5.ts'
import { readKerasConfig } from './network.ts'
import { readKeras3Weights } from './keras3Weights.ts'
import type { StoredKerasModel } from './storedModel.ts'

/** True where the bytes begin a zip file. */
export function startsLikeZip(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && head[2] === 0x03 && head[3] === 0x04
}

/**
 * Reads a Keras 3 `.keras` file: a zip of `config.json` and `model.weights.h5`.
 * @throws InputError for a damaged zip, and for one that is something else
 */
export async function readKerasZip(path: string): Promise<StoredKerasModel> {
  const source = basename(path)
  const { entries, names } = unzipped(await readFile(path), source)
  const config = entries['config.json']
  const weights = entries['model.weights.h5']
  if (!config || !weights) throw new InputError(`'${source}' ${noKeras(names, source)}`)
  const network = readKerasConfig(Buffer.from(config).toString('utf8'), source)
  // The HDF5 library reads files only.
  const folder = await mkdtemp(join(tmpdir(), 'lanegaze-'))
  try {
    const file = join(folder, 'model.weights.h5')
    await writeFile(file, weights)
    return { network, weights: await readHdf5(file, (group) => readKeras3Weights(group, network)), warnings: [] }
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** What is said of another zip, by the names of all that it holds. */
function noKeras(names: readonly string[], source: string): string {
  const torch = torchZipOf(names)
  if (torch) return inOneSentence(torch, source)
  return "is a zip file, but not a Keras model; open a file written by model.save('model.keras'), or unpack it and open what is in it."
}

/** The parts of a Keras model, and the names of all that lies in the zip. */
function unzipped(bytes: Uint8Array, source: string): { entries: Record<string, Uint8Array>; names: string[] } {
  const names: string[] = []
  try {
    const entries = unzipSync(bytes, {
      filter: ({ name }) => {
        names.push(name)
        return name === 'config.json' || name === 'model.weights.h5'
      }
    })
    return { entries, names }
  } catch {
    throw new InputError(`'${source}' is damaged and cannot be unzipped; fetch or save the model again.`)
  }
}
