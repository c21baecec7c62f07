import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { InputError } from '../../../shared/errors.ts'
import type { ModelFormat } from '../format.ts'
import { readKerasConfig } from './architecture.ts'
import { readHdf5 } from './hdf5.ts'
import { readKeras3Weights } from './keras3Weights.ts'
import { kerasFile, readStored, type StoredKerasModel } from './kerasModel.ts'

/** The files that it holds; a folder that one was unzipped to is read by the first. */
const configFile = 'config.json'
const weightsFile = 'model.weights.h5'

/** Keras 3's `.keras`: a zip of configuration and weights. */
export const kerasZip: ModelFormat = {
  id: 'keras-zip',
  name: 'Keras (.keras)',
  extensions: ['keras'],
  file: kerasFile,
  folder: [configFile, weightsFile],
  // What else is in zips is asked before.
  recognise: ({ head }) => Promise.resolve(startsLikeZip(head)),
  isCertain: (head) => startsLikeZip(head) && /config\.json|metadata\.json/.test(Buffer.from(head).toString('latin1')),
  read: async ({ path, name }, { lambdas }) => readStored(await readZip(path, name), lambdas)
}

/** True where the bytes begin a zip file. */
function startsLikeZip(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && head[2] === 0x03 && head[3] === 0x04
}

/** @throws InputError for a damaged zip, and for one that is something else */
async function readZip(path: string, source: string): Promise<StoredKerasModel> {
  const entries = unzipped(await readFile(path), source)
  const config = entries[configFile]
  const weights = entries[weightsFile]
  if (!config || !weights) throw new InputError(`'${source}' ${noKeras}`)
  const network = readKerasConfig(Buffer.from(config).toString('utf8'), source)
  // The HDF5 library reads files only.
  const folder = await mkdtemp(join(tmpdir(), 'lanegaze-'))
  try {
    const file = join(folder, weightsFile)
    await writeFile(file, weights)
    const stored = await readHdf5(file, (group) => readKeras3Weights(group, network))
    return { network, weights: stored, warnings: [], files: [path] }
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** What is said of another zip. */
const noKeras =
  "is a zip file, but not a Keras model; open a file written by model.save('model.keras'), or unpack it and open what is in it."

/** The parts of a Keras model. */
function unzipped(bytes: Uint8Array, source: string): Record<string, Uint8Array> {
  try {
    return unzipSync(bytes, { filter: ({ name }) => name === configFile || name === weightsFile })
  } catch {
    throw new InputError(`'${source}' is damaged and cannot be unzipped; fetch or save the model again.`)
  }
}
