import { basename } from 'node:path'
import { InputError } from '../../../shared/errors.ts'
import { channelsOf } from '../../../shared/recipe.ts'
import { headFault } from '../../../shared/steeringHead.ts'
import { textFile } from '../../recording/place/textFile.ts'
import type { Graph } from '../graph/graph.ts'
import { outputShapes } from '../graph/outputShapes.ts'
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
  throw wrongAt(`The recipe '${basename(path)}'`, issue.path.join('.') || 'the whole', issue.message)
}

function wrongAt(source: string, field: string, why: string): InputError {
  return new InputError(`${source} is wrong at '${field}': ${why}; correct it.`)
}

/**
 * Checks a recipe and steering head against the model that they are for.
 * @param graph of the model, its input read as the recipe says
 * @param source what the sentence of an InputError calls the two, such as "The recipe 'model.h5.recipe.json'"
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
  if (recipe.reading?.as === 'yuv-frames') checkBytes(recipe, fail)
  const fault = headFault(head, outputShapes(graph))
  if (fault) fail(`head.${fault.field}`, fault.why)
}

/** Planes of YUV are made of pictures as they come: red, green and blue from 0 to 255. */
function checkBytes(recipe: RecipeFile['recipe'], fail: (field: string, why: string) => never): void {
  const { scale, normalise } = recipe
  const why = 'YUV planes are made of red, green and blue from 0 to 255'
  if (scale.multiply !== 1 || scale.add !== 0) fail('recipe.scale', why)
  if (normalise) fail('recipe.normalise', why)
  if (channelsOf(recipe).join() !== 'r,g,b') fail('recipe.afterResize', why)
}
