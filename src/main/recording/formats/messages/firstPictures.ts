import { InputError } from '../../../../shared/errors.ts'
import { isImage, readImageHeader } from '../../pictures/imageHeader.ts'
import { isRaw } from '../../pictures/rawPicture.ts'
import type { MessageCoding, ProbeVideo } from '../../recording.ts'
import type { CameraTopic } from './cameraTopics.ts'
import type { MessageLog } from './messageLog.ts'
import { pictureIn } from './messagePicture.ts'
import { vp9Size } from './vp9Header.ts'

/** The size of a video shows in its first key frame, which this many messages hold even where they do not begin with it. */
const START = 300

/**
 * Coding and size of a topic's pictures, from its first messages.
 * @throws InputError where none of them can be read, which says whether that is for want of a known coding.
 */
export async function firstPictures(
  log: MessageLog,
  { topic, channels }: CameraTopic,
  name: string,
  probe: ProbeVideo
): Promise<{ coding: MessageCoding; width: number; height: number }> {
  const stream: Uint8Array[] = []
  let coding: MessageCoding | null = null
  let unknown: string | null = null
  for await (const { channelId, data } of log.messages([...channels.keys()])) {
    const channel = channels.get(channelId)
    const picture = channel && pictureIn(channel, data)
    if (!picture) continue
    if (picture.coding && picture.size && picture.data.length > 0) return { coding: picture.coding, ...picture.size }
    if (picture.size) continue
    const header = readImageHeader(picture.data)
    if (header) return header
    coding ??= picture.coding
    if (coding === null && picture.data.length > 0) unknown ??= picture.format
    if (coding === null || isImage(coding) || isRaw(coding)) continue
    if (coding === 'vp9') {
      const size = vp9Size(picture.data)
      if (size) return { coding, ...size }
      continue
    }
    stream.push(picture.data)
    if (stream.length < START && !isPowerOfTwo(stream.length)) continue
    const facts = await probe({ coding, bytes: Buffer.concat(stream) }).catch(() => null)
    if (facts) return { coding, width: facts.width, height: facts.height }
    if (stream.length >= START) break
  }
  throw new InputError(refusal(`${topic} in ${name}`, coding === null ? unknown : null))
}

function refusal(topic: string, format: string | null): string {
  if (format === null) return `None of the first pictures of ${topic} can be read; choose another topic or file.`
  const coded =
    format === '' ? 'do not say their format, and it cannot be told' : `are coded as "${format}", which is not read`
  return `The pictures of ${topic} ${coded}; record them as JPEG, PNG, H.264, H.265, VP9 or AV1.`
}

function isPowerOfTwo(count: number): boolean {
  return (count & (count - 1)) === 0
}
