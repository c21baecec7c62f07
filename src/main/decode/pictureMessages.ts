import { basename } from 'node:path'
import type { MessagePicture } from '../recording/formats/messages/messagePicture.ts'
import { messagePictures } from '../recording/formats/messages/messagePictures.ts'
import { isImage } from '../recording/pictures/imageHeader.ts'
import { isRaw } from '../recording/pictures/rawPicture.ts'
import type { FrameSource, MessageCoding } from '../recording/recording.ts'
import { codedPicture, type CodedPicture, type PictureSource } from './pictureSource.ts'
import type { Size } from './sizes.ts'

type Messages = Extract<FrameSource, { type: 'messages' }>

/** The pictures of a topic in a log of messages as a source. */
export function pictureMessages(source: Messages, size: Size): PictureSource {
  const { files, topic, coding, count } = source
  const { width, height } = size
  return {
    coding,
    width,
    height,
    count,
    place: `${topic} in ${basename(files[0] ?? '')}`,
    nameOf: (frame) => `message ${frame} of ${topic}`,
    async *read(from, to) {
      let left = to - from
      for await (const picture of messagePictures(files, topic, from)) {
        if (left-- <= 0) return
        yield picture ? codedMessage(picture, coding, { width, height }) : 'cannot be read'
      }
    }
  }
}

function codedMessage({ data, ...message }: MessagePicture, coding: MessageCoding, size: Size): CodedPicture {
  if (isImage(coding)) return codedPicture(data, { coding, ...size })
  if (isRaw(coding) && message.size) {
    const { width, height } = message.size
    if (width !== size.width || height !== size.height)
      return `is ${width}x${height} and not ${size.width}x${size.height}`
    if (message.coding !== coding) return `has other pixels (${message.format}) than the others`
    if (data.length === 0) return 'has less data than its size and step say'
  }
  return data.length === 0 ? 'is empty' : { bytes: data, orientation: 1 }
}
