import { join } from 'node:path'
import { jpegFrames } from '../../../testing/mcapFiles.ts'
import { jpegTopic, STAMP, stampAt, steeringTopic, writeMcapTopics } from '../../fixtures/mcapTopics.ts'
import type { Case } from '../case.ts'

export default {
  about:
    'Pictures and steering of ROS 2 in delimited CDR 2, with one log time for all, so that their stamps are read too.',
  async make(folder) {
    const at = (i: number): { log: bigint; stamp: bigint } => ({ log: STAMP, stamp: stampAt(i) })
    const camera = jpegTopic('/camera/compressed', jpegFrames(12, 160, 80), at, 'delimited')
    const degrees = Array.from({ length: 12 }, (_, i) => i / 2)
    const steering = steeringTopic('/steering', degrees, at, 'delimited')
    await writeMcapTopics(join(folder, 'drive.mcap'), [camera, steering])
  },
  expect: [
    {
      open: 'drive.mcap',
      recording: {
        kind: 'mcap',
        frames: 12,
        size: [160, 80],
        times: [0, 0.05, 0.1],
        steering: [0, 0.5, 1, 1.5],
        warnings: [/log times of .*; the time stamps in their messages are used/]
      }
    }
  ]
} satisfies Case
