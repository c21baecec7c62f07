import { Readable } from 'node:stream'
import { type Orientation, swapsSides } from '../recording/pictures/exifOrientation.ts'
import { packetHeader, streamHeader } from './matroska.ts'
import type { PictureSource } from './pictureSource.ts'

/** What stands against a picture, by frame number; the feed adds to it as it goes. */
export type Faults = Map<number, string>

/** Neighbouring pictures that lie the same way, as one stream for ffmpeg. */
export interface PictureFeed {
  orientation: Orientation
  stream: Readable
}

/**
 * Pictures from..to-1 as streams for ffmpeg, each picture stamped with its frame number: one stream, unless the camera
 * was turned on the way. A stream is to be read to its end before the next is asked for. Names never reach ffmpeg. A
 * picture that its source finds fault with is left out and noted in `faults`.
 */
export async function* pictureFeeds(
  source: PictureSource,
  from: number,
  to: number,
  faults: Faults
): AsyncGenerator<PictureFeed, void> {
  const pictures = soundPictures(source, from, to, faults)
  let next = await pictures.next()
  try {
    while (!next.done) {
      const { orientation } = next.value
      let ended = false
      const packets = async function* (): AsyncGenerator<Uint8Array, void> {
        yield header(source, orientation)
        while (!next.done && next.value.orientation === orientation) {
          yield packetHeader(next.value.frame, next.value.bytes.length)
          yield next.value.bytes
          next = await pictures.next()
        }
        ended = true
      }
      yield { orientation, stream: Readable.from(packets(), { objectMode: false, highWaterMark: 2 ** 18 }) }
      // Whoever reads it gave up on the way.
      if (!ended) return
    }
  } finally {
    await pictures.return()
  }
}

function header({ coding, width, height }: PictureSource, orientation: Orientation): Uint8Array {
  return swapsSides(orientation) ? streamHeader(coding, height, width) : streamHeader(coding, width, height)
}

interface SoundPicture {
  frame: number
  bytes: Uint8Array
  orientation: Orientation
}

async function* soundPictures(
  source: PictureSource,
  from: number,
  to: number,
  faults: Faults
): AsyncGenerator<SoundPicture, void> {
  let frame = from
  for await (const picture of source.read(from, to)) {
    if (typeof picture === 'string') faults.set(frame, picture)
    else yield { frame, ...picture }
    frame++
  }
}
