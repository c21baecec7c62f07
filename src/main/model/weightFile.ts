import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { InputError } from '../../shared/errors.ts'

/**
 * Reads a file of weights that lies beside a model. A pipe in its place would be waited for.
 * @param source the file that names it
 * @param folder the name of the folder that it belongs to, where that is another
 * @throws InputError where it cannot be read
 */
export async function readWeightFile(path: string, source: string, folder?: string): Promise<Buffer> {
  const bytes = await stat(path)
    .then((found) => (found.isFile() ? readFile(path) : null))
    .catch(() => null)
  if (bytes) return bytes
  const place = folder === undefined ? '' : `in the folder '${folder}' `
  throw new InputError(
    `The weight file '${basename(path)}' that '${source}' names cannot be read; put it ${place}beside '${source}'.`
  )
}
