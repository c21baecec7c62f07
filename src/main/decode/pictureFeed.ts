import { Readable } from 'node:stream'
import { packetHeader, streamHeader } from './matroska.ts'
import type { PictureSource } from './pictureSource.ts'

/** What stands against a picture, by frame number; the feed adds to it as it goes. */
export type Faults = Map<number, string>

/**
 * Pictures from..to-1 as one stream for ffmpeg, each stamped with its frame number. Names never reach ffmpeg. A
 * picture that its source finds fault with is left out and noted in `faults`.
 */
export function pictureFeed(source: PictureSource, from: number, to: number, faults: Faults): Readable {
  return Readable.from(packets(source, from, to, faults), { objectMode: false, highWaterMark: 2 ** 18 })
}

async function* packets(source: PictureSource, from: number, to: number, faults: Faults): AsyncGenerator<Uint8Array> {
  yield streamHeader(source.coding, source.width, source.height)
  let frame = from
  for await (const picture of source.read(from, to)) {
    if (typeof picture === 'string') faults.set(frame, picture)
    else {
      yield packetHeader(frame, picture.length)
      yield picture
    }
    frame++
  }
}
