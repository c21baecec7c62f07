import { join } from 'node:path'
import { h264Frames } from '../../../testing/mcapFiles.ts'
import type { RosValue } from '../../../testing/rosMessages.ts'
import { cdr, ros2, stampAt, writeMcapTopics } from '../../fixtures/mcapTopics.ts'
import type { Case } from '../case.ts'

export default {
  about: 'H.264 in the packets of ffmpeg_image_transport: was not read.',
  async make(folder) {
    const fields =
      'int32 width\nint32 height\nstring encoding\nuint64 pts\nuint8 flags\nbool is_bigendian\nuint8[] data'
    const schema = ros2('ffmpeg_image_transport_msgs/msg/FFMPEGPacket', fields)
    const messages = h264Frames(12, 160, 80).map((bytes, i) => {
      const size: RosValue[] = [{ u32: 160 }, { u32: 80 }, { text: 'h264;yuv420p;bgr8;bgr8' }, { u64: BigInt(i) }]
      const data = cdr(stampAt(i), [...size, { u8: i % 10 === 0 ? 1 : 0 }, { u8: 0 }, { bytes }])
      return { log: stampAt(i), data }
    })
    const topic = '/camera/image_raw/ffmpeg'
    await writeMcapTopics(join(folder, 'drive.mcap'), [{ topic, schema, messageEncoding: 'cdr', messages }])
  },
  expect: [
    {
      open: 'drive.mcap',
      recording: { kind: 'mcap', frames: 12, size: [160, 80], times: [0, 0.05, 0.1], warnings: [/steering/] }
    }
  ]
} satisfies Case
