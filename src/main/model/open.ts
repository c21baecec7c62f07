import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { InputError } from '../../shared/errors.ts'
import type { Reading } from '../../shared/reading.ts'
import type { Warning } from '../../shared/recording.ts'
import type { Weights } from './graph/graph.ts'
import { guessHead, guessRecipe } from './input/guess.ts'
import { guessReading } from './input/guessReading.ts'
import { startsLikeHdf5 } from './keras/hdf5.ts'
import { readKerasH5 } from './keras/kerasH5.ts'
import { architectureBeside, readKerasArchitecture } from './keras/architecture.ts'
import { buildKerasGraph, inputWarnings } from './keras/kerasGraph.ts'
import { readKerasZip, startsLikeZip } from './keras/kerasZip.ts'
import type { KerasLayer } from './keras/layerList.ts'
import type { SteeringModel } from './model.ts'
import { HEAD_BYTES, modelFile, NO_MODEL, otherFormat } from './modelFiles.ts'
import { modelName } from './modelName.ts'
import { readOnnxModel, startsLikeOnnx } from './onnx/readOnnxModel.ts'
import { readAs, type UnreadGraph } from './input/readAs.ts'
import { readingWarnings } from './input/readingWarnings.ts'
import {
  lambdaMeanings,
  readUserLambdas,
  type UserLambdas,
  userLambdasPath,
  writeUserLambdas
} from './keras/lambda/userLambdas.ts'
import { checkRecipe, readRecipeFile } from './input/recipeFile.ts'
import type { PictureSize } from './lowering/openSize.ts'
import { isGraphModel, readGraphModel } from './tensorflow/readGraphModel.ts'
import { isArchitecture, parseJson, readTfjsLayers, readTfjsModel } from './tfjs/tfjsLayers.ts'
import type { StoredKerasModel } from './keras/storedModel.ts'

export interface OpenModel {
  /** Path of a recipe file to take in place of the one beside the model. */
  recipe?: string
  /** How to read the model's input, in place of what a recipe file says; null for what is guessed. */
  reading?: Reading | null
  /** The size of the model's pictures, where its file leaves it open; what a recipe file says where it is left out. */
  size?: PictureSize
  /** What a person says of the Lambda layers of a Keras model; kept beside it as soon as it opens with that. */
  lambdas?: UserLambdas
}

/**
 * Opens a steering model: ONNX, Keras `.keras` or `.h5`, or a TensorFlow.js `model.json`
 * (layers or graph) with its weight files beside it, also by its folder.
 * Nothing in the file is executed. Its recipe and steering head come from `options.recipe`, from
 * `<path>.recipe.json` beside it, or are guessed with reasons.
 * @throws InputError, one sentence, for everything that cannot be opened
 */
export async function openModel(path: string, options: OpenModel = {}): Promise<SteeringModel> {
  const file = await modelFile(resolve(path))
  const name = basename(file)
  const recipePath = options.recipe ?? `${file}.recipe.json`
  const beside = options.reading === undefined ? await readRecipeFile(recipePath) : null
  if (!beside && options.recipe) throw new InputError(`There is no recipe '${options.recipe}'; check the path.`)
  const size = options.size ?? beside?.recipe.resize
  const { format, parameters, files, unread, warnings } = await readModel(file, name, size, options.lambdas)

  const stated = options.reading ?? beside?.recipe.reading
  const read = stated ? { reading: stated, because: '', sure: true } : guessReading(unread.form, name)
  const graph = readAs(unread, read.reading, name)
  if (beside) checkRecipe(beside, graph, basename(recipePath))
  const guessed = { recipe: guessRecipe(graph), head: guessHead(graph) }
  const because = options.recipe ? `from '${basename(recipePath)}'` : 'beside the model'
  const recipe = beside?.recipe ?? guessed.recipe.recipe
  return {
    path: file,
    name: modelName(file),
    format,
    hash: await hashFiles(files),
    form: unread.form,
    graph,
    parameters,
    recipe: read.reading ? { ...recipe, reading: read.reading } : recipe,
    recipeBecause: beside ? because : [guessed.recipe.because, read.because].filter(Boolean).join(', '),
    head: beside?.head ?? guessed.head.head,
    headBecause: beside ? because : guessed.head.because,
    warnings: [
      ...warnings,
      ...readingWarnings(unread.form, read, name),
      ...(beside ? [] : [...guessed.recipe.warnings, ...guessed.head.warnings])
    ]
  }
}

/** A model as its own format has it: not yet its recipe or its steering head. */
interface ReadModel {
  format: SteeringModel['format']
  unread: UnreadGraph
  parameters: number
  warnings: Warning[]
  /** All files that it consists of. */
  files: string[]
}

async function readModel(file: string, name: string, size?: PictureSize, said: UserLambdas = {}): Promise<ReadModel> {
  const head = await readHead(file, name)
  const other = otherFormat(head, name)
  if (other) throw new InputError(`'${name}' ${other}`)
  if (startsLikeHdf5(head)) {
    const whole = await readKerasH5(file)
    return whole ? fromKeras('keras-h5', whole, [file], said) : withArchitecture(file, name, said)
  }
  if (startsLikeZip(head)) return fromKeras('keras-zip', await readKerasZip(file), [file], said)
  if (/^\s*["{[]/.test(Buffer.from(head).toString('utf8'))) {
    const json = parseJson(await readFile(file, 'utf8'), name)
    if (isArchitecture(json)) {
      const { files, ...stored } = await readKerasArchitecture(file, json)
      return fromKeras('keras-h5', stored, files, said)
    }
    const model = readTfjsModel(name, json)
    if (isGraphModel(json)) {
      const { graph: unread, ...rest } = await readGraphModel(file, json, model.manifest, size)
      return { format: 'tfjs-graph', unread, ...rest }
    }
    const { files, ...stored } = await readTfjsLayers(file, model)
    return fromKeras('tfjs-layers', stored, files, said)
  }
  if (startsLikeOnnx(head)) {
    const { graph: unread, ...rest } = await readOnnxModel(file, size)
    return { format: 'onnx', unread, ...rest }
  }
  throw new InputError(
    `'${name}' ${NO_MODEL}; open an ONNX file, a Keras .keras or .h5 file, or a TensorFlow.js model.json.`
  )
}

/** A file of weights alone, with the architecture that lies beside it. */
async function withArchitecture(file: string, name: string, said: UserLambdas): Promise<ReadModel> {
  const beside = await architectureBeside(file)
  if (!beside) {
    throw new InputError(
      `'${name}' holds only weights, not the network they belong to; put what model.to_json() gives beside it as '${name.replace(/\.[^.]*$/, '')}.json', or save the whole model with model.save('model.h5').`
    )
  }
  return readModel(beside, basename(beside), undefined, said)
}

/**
 * A Keras model by its files. What its Lambda layers compute may be written beside the first of them; what a person says
 * anew is written there too, once the model opens with it.
 */
async function fromKeras(
  format: SteeringModel['format'],
  stored: StoredKerasModel,
  own: string[],
  said: UserLambdas
): Promise<ReadModel> {
  const written = await readUserLambdas(own[0]!)
  const path = userLambdasPath(own[0]!)
  const lambdas = new Map([
    ...lambdaMeanings(written ?? {}, `'${basename(path)}' says`),
    ...lambdaMeanings(said, 'you say')
  ])
  const network = { ...stored.network, lambdas }
  const { warnings: assumed, ...unread } = buildKerasGraph(network, (layer) => stored.weights.get(layer) ?? [])
  const all = { ...written, ...said }
  if (Object.keys(said).length > 0) await writeUserLambdas(own[0]!, all)
  const isWritten = Object.keys(all).length > 0
  const warnings = [
    ...stored.warnings,
    ...inputWarnings(stored.network),
    ...assumed,
    ...userLambdaWarnings(network.layers, all, basename(path))
  ]
  const files = isWritten ? [...own, path] : own
  return { format, unread, parameters: countParameters(stored.weights.values()), warnings, files }
}

/** Which layers compute what somebody wrote, so that it can be checked and changed. */
function userLambdaWarnings(layers: readonly KerasLayer[], lambdas: UserLambdas, file: string): Warning[] {
  const names = layers.filter(({ className }) => className === 'Lambda').map(({ weightsName }) => weightsName)
  return Object.entries(lambdas)
    .filter(([layer]) => names.includes(layer))
    .map(([layer, code]) => ({
      code: 'stated-lambda',
      message: `The layer '${layer}' is taken to compute ${code}, as '${file}' beside the model says; change it there where that is not so, and open the model again.`
    }))
}

async function readHead(file: string, name: string): Promise<Uint8Array> {
  try {
    const handle = await open(file, 'r')
    try {
      const head = Buffer.alloc(HEAD_BYTES)
      const { bytesRead } = await handle.read(head, 0, head.length, 0)
      return head.subarray(0, bytesRead)
    } finally {
      await handle.close()
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    if (code === 'ENOENT') throw new InputError(`There is no model '${name}' at that path; check the path.`)
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
