import type { PictureCoding } from './matroska.ts'

/** A picture as it is coded, or what stands against it ('is missing'). */
export type CodedPicture = Uint8Array | string

/** Pictures of one coding and size that come one by one, from files or messages. */
export interface PictureSource {
  coding: PictureCoding
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
  return coding !== 'jpeg' && coding !== 'png'
}
