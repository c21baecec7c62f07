import { basename } from 'node:path'
import { z } from 'zod'
import { InputError } from '../../../../shared/errors.ts'
import { textFile } from '../../../recording/place/textFile.ts'
import type { UserLambdas } from '../../format.ts'
import { writeBeside } from '../../writeBeside.ts'
import type { LambdaMeaning } from './lambda.ts'
import { ExpressionError, readLambdaText } from './lambdaText.ts'

const Written = z.record(z.string(), z.string())

/** The file beside a model in which what its Lambda layers compute is written. */
export const userLambdasPath = (model: string): string => `${model}.lambdas.json`

/**
 * Reads `<model>.lambdas.json`: an expression for each Lambda layer whose own code cannot be read, or is not in the model's
 * file, as `{"resize": "tf.image.resize(x, (66, 200))"}`.
 * @returns null where there is no such file
 * @throws InputError where it cannot be read
 */
export async function readUserLambdas(model: string): Promise<UserLambdas | null> {
  const path = userLambdasPath(model)
  const text = await textFile(path, 'The file')
  if (text === null) return null
  const written = Written.safeParse(parsed(text))
  if (!written.success) {
    throw new InputError(
      `'${basename(path)}' does not say what Lambda layers compute; write it as {"name of the layer": "x / 255"}.`
    )
  }
  return written.data
}

/** Writes `<model>.lambdas.json`, whole or not at all. @throws InputError where that cannot be done */
export function writeUserLambdas(model: string, lambdas: UserLambdas): Promise<void> {
  return writeBeside(userLambdasPath(model), lambdas, 'What the Lambda layers compute')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** What the expressions mean, by the layer's name. @param by who says it, for sentences @throws InputError */
export function lambdaMeanings(lambdas: UserLambdas, by: string): [layer: string, meaning: LambdaMeaning][] {
  return Object.entries(lambdas).map(([layer, code]) => [layer, meaning(layer, code, by)])
}

function meaning(layer: string, code: string, by: string): LambdaMeaning {
  try {
    return readLambdaText(code)
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error
    throw new InputError(
      `What ${by} of the layer '${layer}' ${error.message}; write a Python expression in x, such as tf.image.resize(x, (66, 200)) / 255.`
    )
  }
}
