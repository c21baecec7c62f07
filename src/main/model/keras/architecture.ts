import { open, readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { InputError } from '../../../shared/errors.ts'
import { startsLikeHdf5, readHdf5 } from './hdf5.ts'
import { weightsOf } from './kerasH5.ts'
import { readKerasConfig } from './network.ts'
import type { StoredKerasModel } from './storedModel.ts'

/**
 * Reads a network's architecture, as `model.to_json()` writes it (also encoded twice), with its weights from an HDF5
 * file beside it: `<stem>.h5`, `<stem>.weights.h5`, `<stem>_weights.h5`, `<stem>.keras` or `<stem>.hdf5`, else the only
 * HDF5 file of the folder.
 * @throws InputError where there is no such file
 */
export async function readKerasArchitecture(
  path: string,
  json: unknown
): Promise<StoredKerasModel & { files: string[] }> {
  const source = basename(path)
  const weights = await weightsBeside(path)
  if (!weights) {
    throw new InputError(
      `'${source}' holds only the architecture of a network, its weights are missing; put them beside it as '${stemOf(source)}.h5', or open the .h5 file that model.save('model.h5') writes, which has both.`
    )
  }
  const network = readKerasConfig(json, source)
  return { ...(await readHdf5(weights, (file) => weightsOf(file, network))), files: [path, weights] }
}

/** The architecture beside a file of weights alone: `<stem>.json`, else the only JSON file of the folder. */
export async function architectureBeside(path: string): Promise<string | null> {
  const folder = dirname(path)
  const stem = stemOf(basename(path))
  const files = await readdir(folder)
  const named = [`${stem}.json`, 'model.json'].find((name) => files.includes(name))
  return named ? join(folder, named) : null
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
