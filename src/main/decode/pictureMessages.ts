import { basename } from 'node:path'
import { messagePictures } from '../recording/formats/mcap/messagePictures.ts'
import { isImage } from '../recording/pictures/imageHeader.ts'
import type { FrameSource } from '../recording/recording.ts'
import { codedPicture, type CodedPicture, type PictureSource } from './pictureSource.ts'
import type { Size } from './sizes.ts'

type Messages = Extract<FrameSource, { type: 'mcap' }>

/** The pictures of an MCAP topic as a source. */
export function pictureMessages(source: Messages, { width, height }: Size): PictureSource {
  const { file, topic, coding, count } = source
  return {
    coding,
    width,
    height,
    count,
    place: `${topic} in ${basename(file)}`,
    nameOf: (frame) => `message ${frame} of ${topic}`,
    read: (from, to) => read(source, from, to, { width, height })
  }
}

async function* read(
  { file, topic, coding }: Messages,
  from: number,
  to: number,
  size: Size
): AsyncGenerator<CodedPicture, void> {
  let frame = 0
  for await (const picture of messagePictures(file, topic)) {
    if (frame >= to) return
    if (frame++ < from) continue
    if (!picture) yield 'cannot be read'
    else if (isImage(coding)) yield codedPicture(picture, { coding, ...size })
    else yield picture.length === 0 ? 'is empty' : { bytes: picture, orientation: 1 }
  }
}
