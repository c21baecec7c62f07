import type { Dirent } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { InputError } from '../../../shared/errors.ts'
import { fileSentence } from './fileSentence.ts'
import { openFile } from './openFile.ts'
import type { Place } from '../format.ts'

/** How many bytes of a file are looked at to tell its kind. */
const HEAD = 64 * 1024

/**
 * Looks at what lies at an absolute path: the names in a folder, or the first bytes of a file.
 * @throws InputError where the system does not let us.
 */
export async function lookAt(path: string): Promise<Place> {
  try {
    // The root of a disk has no name.
    const name = basename(path) || path
    const facts = await stat(path)
    if (!facts.isDirectory()) {
      if (!facts.isFile()) throw noFile(name)
      return { path, name, isFolder: false, files: [], folders: [], head: await readHead(path) }
    }
    // macOS leaves `._name` beside each file it copies to other file systems. Reading a pipe would wait for its writer.
    const entries = (await readdir(path, { withFileTypes: true })).filter(
      (entry) => !entry.name.startsWith('.') && (entry.isFile() || entry.isDirectory() || entry.isSymbolicLink())
    )
    const linked = await linkedFolders(path, entries)
    const isFolder = (entry: Dirent): boolean => entry.isDirectory() || linked.has(entry.name)
    const [folders = [], files = []] = [true, false].map((wanted) =>
      entries.filter((entry) => isFolder(entry) === wanted).map(({ name }) => name)
    )
    return { path, name, isFolder: true, files, folders, head: new Uint8Array(0) }
  } catch (error) {
    if (error instanceof InputError) throw error
    throw new InputError(fileSentence(error, path), { cause: error })
  }
}

/**
 * The names of the links that lead to folders. A link that leads nowhere, or back to itself, counts as a file that cannot
 * be read: the picture that it should be keeps its place among the others.
 */
async function linkedFolders(path: string, entries: readonly Dirent[]): Promise<ReadonlySet<string>> {
  const links = entries.filter((entry) => entry.isSymbolicLink()).map(({ name }) => name)
  const found = new Set<string>()
  for (let at = 0; at < links.length; at += 256) {
    const look = async (name: string): Promise<void> => {
      if (
        await stat(join(path, name)).then(
          (facts) => facts.isDirectory(),
          () => false
        )
      )
        found.add(name)
    }
    await Promise.all(links.slice(at, at + 256).map(look))
  }
  return found
}

function noFile(name: string): InputError {
  return new InputError(`${name} is a pipe or a device and no file; save what it gives as a file and open that.`)
}

/**
 * The first bytes of a file.
 * @throws InputError for a pipe: opening it would wait for its writer, and hold up all other files meanwhile
 */
export async function readHead(path: string, bytes = HEAD): Promise<Uint8Array> {
  const facts = await stat(path)
  if (!facts.isFile() && !facts.isDirectory()) throw noFile(basename(path))
  const file = await openFile(path)
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(bytes), 0, bytes, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}
