import { readFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { readImageHeader } from '../recording/imageHeader.ts'
import type { ImageHeader } from '../recording/imageHeader.ts'
import { packetHeader, streamHeader } from './matroska.ts'

/** Pictures that are read from disk ahead of the one that is being written. */
const AHEAD = 4

/** What stands against a picture, by frame number; the feed adds to it as it goes. */
export type Faults = Map<number, string>

/**
 * Picture files as one stream for ffmpeg, each stamped with its frame number. Names never reach ffmpeg. A file that
 * is missing, empty, not a picture, or of another coding or size than `like` is left out and noted in `faults`.
 */
export function imageFeed(
  files: readonly string[],
  from: number,
  to: number,
  like: ImageHeader,
  faults: Faults
): Readable {
  return Readable.from(packets(files, from, to, like, faults), { objectMode: false, highWaterMark: 2 ** 18 })
}

async function* packets(
  files: readonly string[],
  from: number,
  to: number,
  like: ImageHeader,
  faults: Faults
): AsyncGenerator<Uint8Array> {
  yield streamHeader(like.coding, like.width, like.height)
  const reads: Promise<Uint8Array | string>[] = []
  for (let frame = from; frame < to; frame++) {
    while (reads.length < AHEAD && frame + reads.length < to) reads.push(readPicture(files[frame + reads.length] ?? ''))
    const picture = (await reads.shift()) ?? ''
    const fault = typeof picture === 'string' ? picture : unlike(picture, like)
    if (typeof picture === 'string' || fault) {
      faults.set(frame, fault ?? '')
      continue
    }
    yield packetHeader(frame, picture.length)
    yield picture
  }
}

async function readPicture(file: string): Promise<Uint8Array | string> {
  try {
    return await readFile(file)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    return code === 'ENOENT' ? 'is missing' : code === 'EACCES' ? 'may not be read' : 'cannot be read'
  }
}

function unlike(picture: Uint8Array, like: ImageHeader): string | null {
  if (picture.length === 0) return 'is empty'
  const header = readImageHeader(picture)
  if (!header) return 'is not a JPEG or PNG picture'
  if (header.coding !== like.coding)
    return `is ${header.coding.toUpperCase()} among ${like.coding.toUpperCase()} pictures`
  if (header.width !== like.width || header.height !== like.height) {
    return `is ${header.width}x${header.height} and not ${like.width}x${like.height}`
  }
  return null
}

/** The coding of the first files that are pictures of this size; null where none is. */
export async function codingOf(
  files: readonly string[],
  size: { width: number; height: number }
): Promise<ImageHeader | null> {
  for (const file of files) {
    const picture = await readPicture(file)
    const header = typeof picture === 'string' ? null : readImageHeader(picture)
    if (header?.width === size.width && header.height === size.height) return header
  }
  return null
}
