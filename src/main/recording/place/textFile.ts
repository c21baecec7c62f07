import { basename } from 'node:path'
import { InputError } from '../../../shared/errors.ts'
import { NO_FILE, readText } from './openFile.ts'

/**
 * Reads a file that lies beside what a person gave. A pipe in its place would be waited for.
 * @returns null where there is none
 * @throws InputError where it cannot be read; `kind` is what it is for people, with its article: 'The recipe'
 */
export async function textFile(path: string, kind: string): Promise<string | null> {
  try {
    return await readText(path)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    if (code === 'ENOENT') return null
    if (code === NO_FILE)
      throw new InputError(`${kind} '${basename(path)}' is a folder, a pipe or a device and no file; remove it.`)
    throw new InputError(`${kind} '${basename(path)}' cannot be read; check its permissions.`)
  }
}
