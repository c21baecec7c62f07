import { open, readdir, readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { InputError } from '../../../shared/errors.ts'
import { parseJson } from '../modelFile.ts'
import { readKerasConfig } from './architecture.ts'
import { startsLikeHdf5, readHdf5 } from './hdf5.ts'
import type { StoredKerasModel } from './kerasModel.ts'
import { weightsOf } from './weights.ts'

/** What Keras's model.to_json() writes. */
export function isArchitecture(json: unknown): boolean {
  return z.looseObject({ class_name: z.string(), config: z.unknown() }).safeParse(json).success
}

/**
 * Reads a network's architecture, as `model.to_json()` writes it (also encoded twice), with its weights from an HDF5
 * file beside it: `<stem>.h5`, `<stem>.weights.h5`, `<stem>_weights.h5`, `<stem>.keras` or `<stem>.hdf5`, else the only
 * HDF5 file of the folder.
 * @throws InputError where there is no such file
 */
export async function withWeightsBeside(path: string, json: unknown): Promise<StoredKerasModel> {
  const source = basename(path)
  const weights = await weightsBeside(path)
  if (!weights) {
    throw new InputError(
      `'${source}' holds only the architecture of a network, its weights are missing; put them beside it as '${stemOf(source)}.h5', or open the .h5 file that model.save('model.h5') writes, which has both.`
    )
  }
  return joined(path, json, weights)
}

/**
 * Reads a file of weights alone with the architecture beside it: `<stem>.json`, else `model.json`; null where it is neither.
 * @throws InputError where that is no JSON, or where the weights are another network's
 */
export async function withArchitectureBeside(weights: string): Promise<StoredKerasModel | null> {
  const folder = dirname(weights)
  const files = await readdir(folder)
  const named = [`${stemOf(basename(weights))}.json`, 'model.json'].find((name) => files.includes(name))
  if (!named) return null
  const path = join(folder, named)
  const json = parseJson(await readFile(path, 'utf8'), named)
  return isArchitecture(json) ? joined(path, json, weights) : null
}

async function joined(path: string, json: unknown, weights: string): Promise<StoredKerasModel> {
  const network = readKerasConfig(json, basename(path))
  return { ...(await readHdf5(weights, (file) => weightsOf(file, network))), files: [path, weights] }
}

/** The name without its endings, and without 'weights' at its end. */
function stemOf(name: string): string {
  return name.replace(/\.(json|h5|hdf5|keras)$/, '').replace(/[._-]weights$/, '')
}

async function weightsBeside(path: string): Promise<string | null> {
  const folder = dirname(path)
  const stem = stemOf(basename(path))
  const files = await readdir(folder)
  const names = [`${stem}.h5`, `${stem}.weights.h5`, `${stem}_weights.h5`, `${stem}.keras`, `${stem}.hdf5`]
  for (const name of names.filter((candidate) => files.includes(candidate))) {
    if (await isHdf5(join(folder, name))) return join(folder, name)
  }
  const others = files.filter((name) => /\.(h5|hdf5)$/.test(name))
  return others.length === 1 ? join(folder, others[0]!) : null
}

async function isHdf5(path: string): Promise<boolean> {
  const handle = await open(path, 'r')
  try {
    const head = Buffer.alloc(8)
    await handle.read(head, 0, 8, 0)
    return startsLikeHdf5(head)
  } finally {
    await handle.close()
  }
}
