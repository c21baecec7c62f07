import { type FileHandle, open } from 'node:fs/promises'
import { basename } from 'node:path'
import { InputError } from '../../../../shared/errors.ts'
import { fileSentence } from '../../place/fileSentence.ts'

/** No record or unpacked chunk is larger: recorders close a chunk at a few megabytes, or after one message. */
export const LARGEST = 2 ** 28

/** A file of which others say what is to be read: every length and place is checked before it is believed. */
export interface BoundedFile extends AsyncDisposable {
  /** Bytes, as it was opened. */
  size: number
  /** @throws InputError where that lies beyond the file, or is more than LARGEST. */
  read(offset: bigint, length: bigint): Promise<Buffer>
}

/** @throws InputError where it cannot be opened. */
export async function openBounded(path: string): Promise<BoundedFile> {
  const file = await open(path).catch((error: unknown) => {
    throw new InputError(fileSentence(error, path), { cause: error })
  })
  try {
    return bounded(file, basename(path), (await file.stat()).size)
  } catch (error) {
    await file.close()
    throw error
  }
}

function bounded(file: FileHandle, name: string, size: number): BoundedFile {
  return {
    size,
    async read(offset, length) {
      if (offset < 0n || length < 0n || offset + length > BigInt(size) || length > BigInt(LARGEST)) throw damaged(name)
      const bytes = Buffer.alloc(Number(length))
      const { bytesRead } = await file.read(bytes, 0, bytes.length, Number(offset))
      if (bytesRead < bytes.length) throw damaged(name)
      return bytes
    },
    [Symbol.asyncDispose]: () => file.close()
  }
}

/** The refusal of a file whose parts do not fit together. */
export function damaged(name: string, cause?: unknown): InputError {
  const sentence = `${name} is damaged: its records do not fit together; copy it again, or run "mcap recover" on it and open the result.`
  return new InputError(sentence, { cause })
}
