import { join } from 'node:path'
import { jpegFrames } from '../../../testing/mcapFiles.ts'
import { jpegTopic, STAMP, stampAt, steeringTopic, writeMcapTopics } from '../../fixtures/mcapTopics.ts'
import type { Case } from '../case.ts'

export default {
  about: 'One log time for all, and a steering of 100 a second that began 0.1 s before the pictures by its stamps.',
  async make(folder) {
    const camera = jpegTopic('/camera/compressed', jpegFrames(12, 160, 80), (i) => ({ log: STAMP, stamp: stampAt(i) }))
    const stamp = (i: number): bigint => STAMP + BigInt(i - 10) * 10_000_000n
    const degrees = Array.from({ length: 80 }, (_, i) => i - 10)
    const steering = steeringTopic('/steering', degrees, (i) => ({ log: STAMP, stamp: stamp(i) }))
    await writeMcapTopics(join(folder, 'drive.mcap'), [camera, steering])
  },
  expect: [
    {
      open: 'drive.mcap',
      recording: {
        kind: 'mcap',
        frames: 12,
        times: [0, 0.05, 0.1],
        steering: [0, 5, 10, 15],
        warnings: [/log times of .*; the time stamps in their messages are used/]
      }
    }
  ]
} satisfies Case
