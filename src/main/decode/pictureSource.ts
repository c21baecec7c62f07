import type { Orientation } from '../recording/pictures/exifOrientation.ts'
import { type ImageCoding, isImage, readImageHeader } from '../recording/pictures/imageHeader.ts'
import { isRaw } from '../recording/pictures/rawPicture.ts'
import type { PictureCoding } from './matroska.ts'
import { sumsAreRight } from './pngSums.ts'
import { pictureMismatch } from './pictureMismatch.ts'

/** A picture as it is coded and how it lies, or what stands against it ('is missing'). */
export type CodedPicture = { bytes: Uint8Array; orientation: Orientation } | string

/** Pictures of one coding and size that come one by one, from files or messages. */
export interface PictureSource {
  coding: PictureCoding
  /** In pixels, as the pictures are to be seen. */
  width: number
  height: number
  count: number
  /** For sentences: where the pictures are. */
  place: string
  /** For sentences: one picture. */
  nameOf(frame: number): string
  /** The pictures from..to-1, in order. */
  read(from: number, to: number): AsyncIterable<CodedPicture>
}

/** True where pictures are coded with the help of earlier ones, so that none can be decoded by itself. */
export function needsEarlier({ coding }: Pick<PictureSource, 'coding'>): boolean {
  return !isImage(coding) && !isRaw(coding)
}

/** The bytes of a picture among others of one coding and size; what stands against it where it is not like them. */
export function codedPicture(
  bytes: Uint8Array,
  like: { coding: ImageCoding; width: number; height: number }
): CodedPicture {
  if (bytes.length === 0) return 'is empty'
  const header = readImageHeader(bytes)
  const fault = pictureMismatch(header, like) ?? (like.coding === 'png' && !sumsAreRight(bytes) ? 'is damaged' : null)
  return fault ?? { bytes, orientation: header?.orientation ?? 1 }
}
