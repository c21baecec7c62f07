import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { basename, resolve } from 'node:path'
import { InputError } from '../../shared/errors.ts'
import type { InputLayout } from '../../shared/inputLayout.ts'
import type { ReadOptions } from './format.ts'
import { formatOf } from './formats.ts'
import { guessHead, guessRecipe } from './input/guess.ts'
import { guessLayout } from './input/guessLayout.ts'
import { inLayout } from './input/inLayout.ts'
import { layoutWarnings } from './input/layoutWarnings.ts'
import { checkRecipe, readRecipeFile } from './input/recipeFile.ts'
import type { SteeringModel } from './model.ts'
import { lookAtModel } from './modelFile.ts'
import { modelName } from './modelName.ts'
import { modelPath } from './modelPath.ts'
import { printableSentence } from '../../shared/printable.ts'
import { withPrintableNames } from './printable.ts'

/** Its `size` is that of the recipe file where it is left out. */
export interface OpenModel extends ReadOptions {
  /** Path of a recipe file to take in place of the one beside the model. */
  recipe?: string
  /** How to read the model's input, in place of what a recipe file says; null for what is guessed. */
  reading?: InputLayout | null
}

/**
 * Opens a steering model of any of `modelFormats`, also by the folder that it was saved as. Nothing in the file is
 * executed. Its recipe and steering head come from `options.recipe`, from `<path>.recipe.json` beside it, or are guessed
 * with reasons.
 * @throws InputError, one sentence, for everything that cannot be opened
 */
export async function openModel(path: string, options: OpenModel = {}): Promise<SteeringModel> {
  try {
    return await opened(path, options)
  } catch (error) {
    // Names out of the file stand in it, as they are there.
    if (error instanceof InputError) error.message = printableSentence(error.message)
    throw error
  }
}

async function opened(path: string, options: OpenModel): Promise<SteeringModel> {
  const file = await modelPath(resolve(path))
  const name = basename(file)
  const recipePath = options.recipe ?? `${file}.recipe.json`
  const beside = options.reading === undefined ? await readRecipeFile(recipePath) : null
  if (!beside && options.recipe) throw new InputError(`There is no recipe '${options.recipe}'; check the path.`)
  const size = options.size ?? beside?.recipe.resize
  const found = await lookAtModel(file)
  const format = await formatOf(found)
  const { lambdas, layers } = options
  const model = await format.read(found, { size, lambdas, layers })
  const { parameters, files, taken } = model
  const unread = withPrintableNames(model.graph)
  const warnings = model.warnings.map((one) => ({ ...one, message: printableSentence(one.message) }))

  const stated = options.reading ?? beside?.recipe.reading
  const read = stated ? { reading: stated, because: '', sure: true } : guessLayout(unread.form, name)
  const graph = inLayout(unread, read.reading, name)
  if (beside) checkRecipe(beside, graph, `The recipe '${basename(recipePath)}'`)
  const guessed = { recipe: guessRecipe(graph, read.reading), head: guessHead(graph, read.reading) }
  const because = options.recipe ? `from '${basename(recipePath)}'` : 'beside the model'
  const recipe = beside?.recipe ?? guessed.recipe.recipe
  return {
    path: file,
    name: modelName(file),
    format: format.id,
    hash: await hashFiles(files),
    form: unread.form,
    graph,
    parameters,
    recipe: read.reading ? { ...recipe, reading: read.reading } : recipe,
    recipeBecause: beside ? because : [guessed.recipe.because, read.because].filter(Boolean).join(', '),
    head: beside?.head ?? guessed.head.head,
    ...(taken && { taken }),
    headBecause: beside ? because : guessed.head.because,
    warnings: [
      ...warnings,
      ...layoutWarnings(unread.form, read, name),
      ...(beside ? [] : [...guessed.recipe.warnings, ...guessed.head.warnings])
    ]
  }
}

/** Hex SHA-256 over the bytes of all files, in order. */
async function hashFiles(files: readonly string[]): Promise<string> {
  const hash: Hash = createHash('sha256')
  for (const file of files) for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}
