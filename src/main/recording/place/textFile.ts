import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { InputError } from '../../../shared/errors.ts'

/**
 * Reads a file that lies beside what a person gave. A pipe in its place would be waited for.
 * @returns null where there is none
 * @throws InputError where it cannot be read; `kind` is what it is for people, with its article: 'The recipe'
 */
export async function textFile(path: string, kind: string): Promise<string | null> {
  try {
    if (!(await stat(path)).isFile())
      throw new InputError(`${kind} '${basename(path)}' is a folder, a pipe or a device and no file; remove it.`)
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof InputError) throw error
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw new InputError(`${kind} '${basename(path)}' cannot be read; check its permissions.`)
  }
}
