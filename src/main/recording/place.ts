import { open as openFile, readdir, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { InputError } from '../../shared/errors.ts'
import { fileSentence } from './fileSentence.ts'
import type { Place } from './format.ts'

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
    if (!(await stat(path)).isDirectory()) {
      return { path, name, isFolder: false, files: [], folders: [], head: await readHead(path) }
    }
    const files: string[] = []
    const folders: string[] = []
    for (const entry of await readdir(path, { withFileTypes: true })) {
      // macOS leaves `._name` beside each file it copies to other file systems.
      if (!entry.name.startsWith('.')) (entry.isDirectory() ? folders : files).push(entry.name)
    }
    return { path, name, isFolder: true, files, folders, head: new Uint8Array(0) }
  } catch (error) {
    throw new InputError(fileSentence(error, path), { cause: error })
  }
}

/** The first bytes of a file. */
export async function readHead(path: string, bytes = HEAD): Promise<Uint8Array> {
  const file = await openFile(path)
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(bytes), 0, bytes, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}
