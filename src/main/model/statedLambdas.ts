import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { z } from 'zod'
import { InputError } from '../../shared/errors.ts'
import { type LambdaMeaning } from './lambda.ts'
import { ExpressionError, readLambdaText } from './lambdaText.ts'

/** What a person says of the Lambda layers of a model, by the layer's name. */
export type StatedLambdas = ReadonlyMap<string, LambdaMeaning>

const Stated = z.record(z.string(), z.string())

/** The file beside a model in which a person writes what its Lambda layers compute. */
export const statedLambdasPath = (model: string): string => `${model}.lambdas.json`

/**
 * Reads `<model>.lambdas.json`: a Python expression for each Lambda layer whose own code cannot be read, or is not in the
 * model's file, as `{"resize": "tf.image.resize(x, (66, 200))"}`.
 * @returns null where there is no such file
 * @throws InputError where it cannot be read
 */
export async function readStatedLambdas(model: string): Promise<StatedLambdas | null> {
  const path = statedLambdasPath(model)
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw new InputError(`'${basename(path)}' cannot be read; check its permissions.`)
  }
  const stated = Stated.safeParse(parsed(text))
  if (!stated.success) {
    throw new InputError(
      `'${basename(path)}' does not say what Lambda layers compute; write it as {"name of the layer": "x / 255"}.`
    )
  }
  return new Map(Object.entries(stated.data).map(([name, code]) => [name, meaning(name, code, basename(path))]))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function meaning(name: string, code: string, file: string): LambdaMeaning {
  try {
    return readLambdaText(code)
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error
    throw new InputError(
      `What '${file}' says of the layer '${name}' ${error.message}; write a Python expression in x, such as tf.image.resize(x, (66, 200)) / 255.`
    )
  }
}
