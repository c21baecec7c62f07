import { open } from 'node:fs/promises'
import { InputError } from '../../../shared/errors.ts'

/** Bytes that are read part by part: those of a file, or of a file within one. */
export interface ByteSource {
  readonly size: number
  /** @throws InputError where they end before that */
  read(from: number, length: number): Promise<Buffer>
}

/** Node reads no more at once, and no array of weights is longer. */
const most = 2 ** 31 - 1

/** What a file's bytes are asked for, while it is open. @param source what sentences call it */
export async function readingFile<T>(
  path: string,
  source: string,
  work: (bytes: ByteSource) => Promise<T>
): Promise<T> {
  const handle = await open(path, 'r')
  try {
    const { size } = await handle.stat()
    return await work({
      size,
      async read(from, length) {
        checkWithin(from, length, size, source)
        const bytes = Buffer.alloc(length)
        const { bytesRead } = await handle.read(bytes, 0, length, from)
        if (bytesRead < length) throw cutOff(source)
        return bytes
      }
    })
  } finally {
    await handle.close()
  }
}

/** Bytes that are in memory. */
export function bytesInMemory(bytes: Buffer, source: string): ByteSource {
  return {
    size: bytes.length,
    async read(from, length) {
      checkWithin(from, length, bytes.length, source)
      return Promise.resolve(bytes.subarray(from, from + length))
    }
  }
}

function checkWithin(from: number, length: number, size: number, source: string): void {
  if (!(from >= 0 && length >= 0 && from + length <= size)) throw cutOff(source)
  if (length > most) throw new InputError(`'${source}' holds more numbers in one piece than Lanegaze reads (2 GB).`)
}

function cutOff(source: string): InputError {
  return new InputError(`'${source}' is cut off or damaged; copy it again, or save the model again.`)
}
