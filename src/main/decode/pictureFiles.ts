import { basename, dirname } from 'node:path'
import { InputError } from '../../shared/errors.ts'
import type { ImageHeader } from '../recording/pictures/imageHeader.ts'
import { readImageHeader } from '../recording/pictures/imageHeader.ts'
import { codedPicture, type CodedPicture, type PictureSource } from './pictureSource.ts'
import { readBytes } from '../recording/place/openFile.ts'
import type { FrameSource } from '../recording/recording.ts'
import type { Size } from './sizes.ts'

/** Pictures that are read from disk ahead of the one that is being written. */
const AHEAD = 4

type ImageFiles = Extract<FrameSource, { type: 'images' }>

/** Picture files of one size as a source. @throws InputError where none of them is a picture of it */
export async function pictureFiles({ files, coding }: ImageFiles, size: Size): Promise<PictureSource> {
  const place = basename(dirname(files[0] ?? ''))
  const like = coding ? { ...size, coding } : await codingOf(files, size)
  if (!like)
    throw new InputError(
      `No picture of ${place} is a JPEG or PNG of ${size.width}x${size.height}; open the folder again.`
    )
  return {
    ...like,
    count: files.length,
    place,
    nameOf: (frame) => basename(files[frame] ?? ''),
    read: (from, to) => read(files, from, to, like)
  }
}

async function* read(
  files: readonly string[],
  from: number,
  to: number,
  like: ImageHeader
): AsyncGenerator<CodedPicture, void> {
  const reads: Promise<Uint8Array | string>[] = []
  for (let frame = from; frame < to; frame++) {
    while (reads.length < AHEAD && frame + reads.length < to) reads.push(readPicture(files[frame + reads.length] ?? ''))
    const picture = (await reads.shift()) ?? 'is missing'
    yield typeof picture === 'string' ? picture : codedPicture(picture, like)
  }
}

/** The bytes of a file, or what stands against it. */
async function readPicture(file: string): Promise<Uint8Array | string> {
  try {
    return await readBytes(file)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    return code === 'ENOENT' ? 'is missing' : code === 'EACCES' ? 'may not be read' : 'cannot be read'
  }
}

/** The header of the first file that is a picture of this size; null where none is. */
async function codingOf(files: readonly string[], size: Size): Promise<ImageHeader | null> {
  for (const file of files) {
    const picture = await readPicture(file)
    const header = typeof picture === 'string' ? null : readImageHeader(picture)
    if (header?.width === size.width && header.height === size.height) return header
  }
  return null
}
