import type { McapIndexedReader } from '@mcap/core'
import { z } from 'zod'
import type { MessageCoding } from '../recording.ts'
import { messageReader, type MessageReader } from './messageReader.ts'

/** A topic of compressed pictures. */
export interface CameraTopic {
  topic: string
  channelId: number
  messages: number
  read: MessageReader
}

/** The schemas of Foxglove and ROS that carry compressed pictures, in protobuf, ROS 1 and ROS 2. */
const SCHEMA = /^(foxglove|foxglove_msgs\/msg|foxglove_msgs|sensor_msgs\/msg|sensor_msgs)[./]Compressed(Image|Video)$/

/** The topics with compressed pictures that can be read, most messages first. */
export function cameraTopics(reader: McapIndexedReader): CameraTopic[] {
  const topics = [...reader.channelsById.values()].flatMap((channel): CameraTopic[] => {
    const schema = reader.schemasById.get(channel.schemaId)
    if (!schema || !SCHEMA.test(schema.name)) return []
    const read = messageReader(channel, schema)
    const messages = Number(reader.statistics?.channelMessageCounts.get(channel.id) ?? 0)
    return read ? [{ topic: channel.topic, channelId: channel.id, messages, read }] : []
  })
  return topics.filter(({ messages }) => messages > 0).sort((a, b) => b.messages - a.messages)
}

const Picture = z.object({
  format: z.string(),
  // JSON has no bytes; they come in base64 there.
  data: z.union([z.instanceof(Uint8Array), z.string().transform((text) => Buffer.from(text, 'base64'))])
})

const CODINGS: readonly [RegExp, MessageCoding][] = [
  [/jpe?g/i, 'jpeg'],
  [/png/i, 'png'],
  [/h\.?264|avc/i, 'h264'],
  [/h\.?265|hevc/i, 'h265'],
  [/vp9/i, 'vp9'],
  [/av1/i, 'av1']
]

/** The picture that a message carries; null where it cannot be read. Codings that are not known are null as well. */
export function pictureIn(
  read: MessageReader,
  data: Uint8Array
): { coding: MessageCoding | null; data: Uint8Array } | null {
  try {
    const picture = Picture.parse(read(data))
    return { coding: CODINGS.find(([name]) => name.test(picture.format))?.[1] ?? null, data: picture.data }
  } catch {
    return null
  }
}
