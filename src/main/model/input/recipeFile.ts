import { basename } from 'node:path'
import { InputError } from '../../../shared/errors.ts'
import { channelsOf } from '../../../shared/recipe.ts'
import { textFile } from '../../recording/place/textFile.ts'
import { outputShape } from './guess.ts'
import type { Graph } from '../graph/graph.ts'
import { RecipeFile } from '../model.ts'
import { pictureOf } from '../graph/sequence.ts'

/**
 * Reads `<model>.recipe.json` (or any recipe file).
 * @returns null where there is no such file
 * @throws InputError that names the field at fault
 */
export async function readRecipeFile(path: string): Promise<RecipeFile | null> {
  const text = await textFile(path, 'The recipe')
  if (text === null) return null
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new InputError(
      `The recipe '${basename(path)}' is not JSON (${error instanceof Error ? error.message : ''}); correct or remove it.`
    )
  }
  const parsed = RecipeFile.safeParse(json)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]!
  throw wrongAt(basename(path), issue.path.join('.') || 'the whole', issue.message)
}

function wrongAt(source: string, field: string, why: string): InputError {
  return new InputError(`The recipe '${source}' is wrong at '${field}': ${why}; correct it.`)
}

/**
 * Checks a recipe and steering head against the model that they are for.
 * @param graph of the model, its input read as the recipe says
 * @param source what the sentence of an InputError calls the recipe
 * @throws InputError that names the field at fault
 */
export function checkRecipe({ recipe, head }: RecipeFile, graph: Graph, source: string): void {
  const fail = (field: string, why: string): never => {
    throw wrongAt(source, field, why)
  }
  const [height, width, channels] = pictureOf(graph).shape
  if (recipe.resize.height !== height) fail('recipe.resize.height', `the model takes ${height} rows`)
  if (recipe.resize.width !== width) fail('recipe.resize.width', `the model takes ${width} columns`)
  const made = channelsOf(recipe)
  if (made.length !== channels) {
    const takes = channels === 1 ? 'one channel, such as gray' : `${channels} channels`
    fail('recipe.colour', `the model takes ${takes}, and the recipe makes ${made.join(', ')}`)
  }
  if (!Object.hasOwn(graph.outputs, head.output)) {
    fail('head.output', `the model has the outputs ${Object.keys(graph.outputs).join(', ')}`)
  }
  const size = outputShape(graph, head.output).reduce((a, b) => a * b, 1)
  if (head.bins && size < 2) fail('head.bins', `the output '${head.output}' gives one number`)
  if (head.index >= size) fail('head.index', `the output '${head.output}' gives ${size} number${size === 1 ? '' : 's'}`)
}
