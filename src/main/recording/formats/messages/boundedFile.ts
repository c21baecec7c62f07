import type { FileHandle } from 'node:fs/promises'
import { basename } from 'node:path'
import { InputError } from '../../../../shared/errors.ts'
import { fileSentence } from '../../place/fileSentence.ts'
import { openFile } from '../../place/openFile.ts'

/** No record or unpacked chunk is larger: recorders close a chunk at a few megabytes, or after one message. */
export const LARGEST = 2 ** 28

/** A file of which others say what is to be read: every length and place is checked before it is believed. */
export interface BoundedFile extends AsyncDisposable {
  /** Bytes, as it was opened. */
  size: number
  /** The refusal of the file, whose parts do not fit together. */
  damaged(cause?: unknown): InputError
  /** @throws InputError where that lies beyond the file, or is more than LARGEST. */
  read(offset: bigint, length: bigint): Promise<Buffer>
}

/**
 * @param mend what may make a damaged file whole, as a part of a sentence: 'run "mcap recover" on it and open the result'
 * @throws InputError where it cannot be opened.
 */
export async function openBounded(path: string, mend: string): Promise<BoundedFile> {
  const file = await openFile(path).catch((error: unknown) => {
    throw new InputError(fileSentence(error, path), { cause: error })
  })
  try {
    return bounded(file, basename(path), (await file.stat()).size, mend)
  } catch (error) {
    await file.close()
    throw error
  }
}

function bounded(file: FileHandle, name: string, size: number, mend: string): BoundedFile {
  const damaged = (cause?: unknown): InputError =>
    new InputError(`${name} is damaged: its records do not fit together; copy it again, or ${mend}.`, { cause })
  return {
    size,
    damaged,
    async read(offset, length) {
      if (offset < 0n || length < 0n || offset + length > BigInt(size) || length > BigInt(LARGEST)) throw damaged()
      const bytes = Buffer.alloc(Number(length))
      const { bytesRead } = await file.read(bytes, 0, bytes.length, Number(offset))
      if (bytesRead < bytes.length) throw damaged()
      return bytes
    },
    [Symbol.asyncDispose]: () => file.close()
  }
}
