import { awayFromAhead } from '../../names/looksAhead.ts'
import { namesInWords } from '../../place/namesInWords.ts'
import type { LogChannel, MessageLog } from './messageLog.ts'
import { type CameraChannel, pictureIn } from './messagePicture.ts'

/** A topic of pictures that can be read. */
export interface CameraTopic {
  topic: string
  /** Its channels, several where several programs published it. */
  channels: ReadonlyMap<number, CameraChannel>
  messages: number
}

/** A topic of pictures that is not read. */
export interface UnreadTopic {
  topic: string
  /** Its type, and what of it is not read: its encoding, or that of its pixels. */
  type: string
}

/** The types of Foxglove and ROS that carry compressed pictures, in protobuf, ROS 1 and ROS 2. */
const COMPRESSED =
  /^((foxglove|foxglove_msgs\/msg|foxglove_msgs|sensor_msgs\/msg|sensor_msgs)[./]Compressed(Image|Video)|ffmpeg_image_transport_msgs\/(msg\/)?FFMPEGPacket)$/
/** Those of pictures as they left the camera. */
const RAW = /^(sensor_msgs\/(msg\/)?Image|(foxglove|foxglove_msgs\/msg|foxglove_msgs)[./]RawImage)$/
/** Those of pictures that are not read: packed by another of image_transport's plugins, or somebody's own. */
const UNREAD = /(^|[./])(Image|RawImage|FFMPEGPacket|theora_image_transport\/(msg\/)?Packet)$/

/**
 * The topics of pictures in a log, those that can be read and those that cannot. Of the readable ones those that by their
 * names look ahead come first, then those with most messages, then compressed ones before raw ones; a topic of few
 * pictures is none that anybody drove by. Whether raw pictures can be read shows in their first message.
 */
export async function cameraTopics(log: MessageLog): Promise<{ cameras: CameraTopic[]; unread: UnreadTopic[] }> {
  const found = new Map<string, { channels: Map<number, CameraChannel>; messages: number }>()
  const unread: UnreadTopic[] = []
  for (const channel of log.channels) {
    const { id, topic, type, encoding, metadata, messages } = channel
    const isRaw = RAW.test(type)
    if (messages === 0 || !(isRaw || COMPRESSED.test(type) || UNREAD.test(type))) continue
    const read = isRaw || COMPRESSED.test(type) ? channel.reader() : null
    if (!read) {
      unread.push({ topic, type: UNREAD.test(type) && !isRaw ? type : `${type} in ${encoding}` })
      continue
    }
    const own: CameraChannel = { read, format: metadata.get('format') ?? metadata.get('encoding') ?? '', isRaw }
    const odd = isRaw ? await oddPixels(log, channel, own) : null
    if (odd !== null) {
      unread.push({ topic, type: `${type} of ${odd}` })
      continue
    }
    const camera = found.get(topic) ?? { channels: new Map<number, CameraChannel>(), messages: 0 }
    camera.channels.set(id, own)
    camera.messages += messages
    found.set(topic, camera)
  }
  const cameras = Array.from(found, ([topic, camera]): CameraTopic => ({ topic, ...camera }))
  const most = Math.max(0, ...cameras.map(({ messages }) => messages))
  const isSparse = ({ messages }: CameraTopic): number => Number(messages < SPARSE * most)
  const first = (a: CameraTopic, b: CameraTopic): number =>
    isSparse(a) - isSparse(b) ||
    awayFromAhead(a.topic) - awayFromAhead(b.topic) ||
    b.messages - a.messages ||
    rawness(a) - rawness(b)
  return { cameras: cameras.sort(first), unread }
}

/** A topic with less than this part of the messages of the largest one. */
const SPARSE = 0.2

/** The topics whose names say as much for them as the first one's do, without those that carry its own pictures otherwise. */
export function equallyLikely(cameras: readonly CameraTopic[]): CameraTopic[] {
  const [first, ...others] = cameras
  if (!first) return []
  return others.filter(
    ({ topic, messages }) =>
      cameraOf(topic) !== cameraOf(first.topic) &&
      messages >= SPARSE * first.messages &&
      awayFromAhead(topic) === awayFromAhead(first.topic)
  )
}

/** '/front/image_raw' of '/front/image_raw/compressed', which image_transport publishes beside it. */
function cameraOf(topic: string): string {
  return topic.replace(/\/(image[^/]*|compressed|ffmpeg)(\/(compressed|ffmpeg))?$/, '')
}

const rawness = ({ channels }: CameraTopic): number => Number(Array.from(channels.values()).some(({ isRaw }) => isRaw))

/** The pixels of a channel's first picture where they are none that can be shown, such as '16UC1'; else null. */
async function oddPixels(log: MessageLog, { id }: LogChannel, camera: CameraChannel): Promise<string | null> {
  for await (const { data } of log.messages([id])) {
    const picture = pictureIn(camera, data)
    return picture?.coding === null ? picture.format || 'no encoding' : null
  }
  return null
}

/** '/a (sensor_msgs/msg/Image of 16UC1), /b (…) and 2 more'. */
export function unreadInWords(unread: readonly UnreadTopic[]): string {
  const names = unread.map(({ topic, type }) => `${topic} (${type})`)
  return namesInWords(names, 4)
}
