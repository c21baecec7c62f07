import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { InputError } from '../../shared/errors.ts'
import type { Weights } from './graph.ts'
import { guessHead, guessRecipe } from './guess.ts'
import { startsLikeHdf5 } from './hdf5.ts'
import { readKerasH5 } from './kerasH5.ts'
import { buildKerasGraph } from './kerasGraph.ts'
import type { SteeringModel } from './model.ts'
import { readRecipeFile } from './recipeFile.ts'
import { readTfjsLayers } from './tfjsLayers.ts'
import type { StoredKerasModel } from './storedKerasModel.ts'

/**
 * Opens a steering model: a Keras `.h5`, or a TensorFlow.js layers `model.json` with its weight files beside it.
 * Nothing in the file is executed. Its recipe and steering head come from `options.recipe`, from
 * `<path>.recipe.json` beside it, or are guessed with reasons.
 * @throws InputError, one sentence, for everything that cannot be opened
 */
export async function openModel(path: string, options: { recipe?: string } = {}): Promise<SteeringModel> {
  const file = resolve(path)
  const name = basename(file)
  const { format, stored, files } = await readStored(file, name)
  const graph = buildKerasGraph(stored.network, (layer) => stored.weights.get(layer) ?? [])
  const [, , channels] = graph.input.shape
  if (channels !== 1 && channels !== 3) {
    throw new InputError(
      `'${name}' takes pictures of ${channels} channels; open a model that takes 1 (grey) or 3 (colour).`
    )
  }

  const recipePath = options.recipe ?? `${file}.recipe.json`
  const beside = await readRecipeFile(recipePath, graph)
  if (!beside && options.recipe) throw new InputError(`There is no recipe '${options.recipe}'; check the path.`)
  const guessed = { recipe: guessRecipe(graph), head: guessHead(graph) }
  const because = options.recipe ? `from '${basename(recipePath)}'` : 'beside the model'
  return {
    path: file,
    name,
    format,
    hash: await hashFiles(files),
    graph,
    parameters: countParameters(stored.weights.values()),
    recipe: beside?.recipe ?? guessed.recipe.recipe,
    recipeBecause: beside ? because : guessed.recipe.because,
    head: beside?.head ?? guessed.head.head,
    headBecause: beside ? because : guessed.head.because,
    warnings: [...stored.warnings, ...(beside ? [] : [...guessed.recipe.warnings, ...guessed.head.warnings])]
  }
}

async function readStored(
  file: string,
  name: string
): Promise<{ format: SteeringModel['format']; stored: StoredKerasModel; files: string[] }> {
  const head = await readHead(file, name)
  if (startsLikeHdf5(head)) return { format: 'keras-h5', stored: await readKerasH5(file), files: [file] }
  if (/^\s*["{[]/.test(Buffer.from(head).toString('utf8'))) {
    const { files, ...stored } = await readTfjsLayers(file, await readFile(file, 'utf8'))
    return { format: 'tfjs-layers', stored, files }
  }
  throw new InputError(
    `'${name}' is not a model that Lanegaze reads; open a Keras .h5 file or a TensorFlow.js model.json.`
  )
}

async function readHead(file: string, name: string): Promise<Uint8Array> {
  try {
    const handle = await open(file, 'r')
    try {
      const head = Buffer.alloc(64)
      const { bytesRead } = await handle.read(head, 0, head.length, 0)
      return head.subarray(0, bytesRead)
    } finally {
      await handle.close()
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    if (code === 'ENOENT') throw new InputError(`There is no model '${name}' at that path; check the path.`)
    if (code === 'EISDIR') throw new InputError(`'${name}' is a folder; open the model file inside it.`)
    throw new InputError(`The model '${name}' cannot be read (${String(code)}); check its permissions.`)
  }
}

/** Hex SHA-256 over the bytes of all files, in order. */
async function hashFiles(files: readonly string[]): Promise<string> {
  const hash: Hash = createHash('sha256')
  for (const file of files) for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

function countParameters(weights: Iterable<readonly Weights[]>): number {
  let count = 0
  for (const arrays of weights) for (const { data } of arrays) count += data.length
  return count
}
