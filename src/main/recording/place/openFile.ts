import { createReadStream } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'

/** The code of the error where a folder, a pipe or a device lies in the place of a file. */
export const NO_FILE = 'ENOFILE'

/**
 * Opens a file for reading. Everything that recordings consist of is opened here: a pipe in the place of a file would be
 * waited for, and hold up all other files meanwhile.
 * @throws what the system says, which `fileSentence` puts into words
 */
export async function openFile(path: string): Promise<FileHandle> {
  await refuseOther(path)
  return open(path)
}

/** The bytes of a whole file. @throws as `openFile` does, and RangeError where it is longer than `most` bytes */
export async function readBytes(path: string, most = Infinity): Promise<Buffer<ArrayBuffer>> {
  const file = await openFile(path)
  try {
    if (most < Infinity && (await file.stat()).size > most) throw new RangeError('longer than such a file is')
    return await file.readFile()
  } finally {
    await file.close()
  }
}

/** The text of a whole file in UTF-8. @throws as `readBytes` does */
export async function readText(path: string, most = Infinity): Promise<string> {
  return (await readBytes(path, most)).toString('utf8')
}

/** The bytes of a file in parts, from a place in it on. @throws as `openFile` does */
export async function* readParts(path: string, part = 2 ** 16, from = 0): AsyncGenerator<Buffer> {
  await refuseOther(path)
  yield* createReadStream(path, { highWaterMark: part, start: from }) as AsyncIterable<Buffer>
}

async function refuseOther(path: string): Promise<void> {
  if (!(await stat(path)).isFile()) throw Object.assign(new Error('no file'), { code: NO_FILE })
}
