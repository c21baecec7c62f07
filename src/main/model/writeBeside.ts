import { rename, rm, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { InputError } from '../../shared/errors.ts'

/**
 * Writes what a person says of a model as JSON beside it, whole or not at all.
 * @param what it is, for the sentence: 'What the Lambda layers compute'
 * @throws InputError where that cannot be done
 */
export async function writeBeside(path: string, said: object, what: string): Promise<void> {
  const unfinished = `${path}.part`
  try {
    await writeFile(unfinished, `${JSON.stringify(said, null, 2)}\n`)
    await rename(unfinished, path)
  } catch {
    await rm(unfinished, { force: true }).catch(() => undefined) // what stands in the way is told next
    throw new InputError(
      `${what} cannot be kept beside the model, as '${basename(path)}'; copy the model to a folder that can be written to, and open it there.`
    )
  }
}
