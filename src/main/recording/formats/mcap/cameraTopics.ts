import { namesInWords } from '../../place/namesInWords.ts'
import { messageReader, type MessageReader } from './messageReader.ts'
import type { McapFile } from './mcapFile.ts'

/** A topic of compressed pictures that can be read. */
export interface CameraTopic {
  topic: string
  /** Its channels, several where several programs published it. */
  channels: ReadonlyMap<number, CameraChannel>
  messages: number
}

export interface CameraChannel {
  read: MessageReader
  /** How its pictures are coded where the channel says it instead of each message; '' where it does not. */
  format: string
}

/** A topic of pictures that is not read. */
export interface UnreadTopic {
  topic: string
  /** Its type, and its encoding where that is what is not read. */
  type: string
}

/** The schemas of Foxglove and ROS that carry compressed pictures, in protobuf, ROS 1 and ROS 2. */
const COMPRESSED =
  /^(foxglove|foxglove_msgs\/msg|foxglove_msgs|sensor_msgs\/msg|sensor_msgs)[./]Compressed(Image|Video)$/
/** Those of pictures that are not read: as they left the camera, or packed by one of image_transport's other plugins. */
const UNREAD = /(^|[./])(Image|RawImage|FFMPEGPacket|theora_image_transport\/(msg\/)?Packet)$/

/** The topics of pictures in a file, most messages first: those that can be read and those that cannot. */
export function cameraTopics(file: McapFile): { cameras: CameraTopic[]; unread: UnreadTopic[] } {
  const found = new Map<string, { channels: Map<number, CameraChannel>; messages: number }>()
  const unread: UnreadTopic[] = []
  for (const channel of file.channels) {
    const schema = file.schemaOf(channel)
    const messages = file.countOf(channel.id)
    if (!schema || messages === 0) continue
    const { topic, messageEncoding, metadata } = channel
    const read = COMPRESSED.test(schema.name) ? messageReader(channel, schema) : null
    if (read) {
      const camera = found.get(topic) ?? { channels: new Map<number, CameraChannel>(), messages: 0 }
      camera.channels.set(channel.id, { read, format: metadata.get('format') ?? metadata.get('encoding') ?? '' })
      camera.messages += messages
      found.set(topic, camera)
    } else if (COMPRESSED.test(schema.name)) unread.push({ topic, type: `${schema.name} in ${messageEncoding}` })
    else if (UNREAD.test(schema.name)) unread.push({ topic, type: schema.name })
  }
  const cameras = [...found].map(([topic, camera]) => ({ topic, ...camera }))
  return { cameras: cameras.sort((a, b) => b.messages - a.messages), unread }
}

/** '/a (sensor_msgs/msg/Image), /b (…) and 2 more'. */
export function unreadInWords(unread: readonly UnreadTopic[]): string {
  const names = unread.map(({ topic, type }) => `${topic} (${type})`)
  return namesInWords(names, 4)
}
