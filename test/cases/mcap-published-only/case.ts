import { join } from 'node:path'
import { jpegFrames } from '../../fixtures/mcapFiles.ts'
import { jpegTopic, STAMP, stampAt, steeringTopic, writeMcapTopics } from '../../fixtures/mcapTopics.ts'
import type { Case } from '../case.ts'

export default {
  about: 'One log time, stamps that a driver left at 0, and true publish times.',
  async make(folder) {
    const at = (i: number) => ({ log: STAMP, publish: stampAt(i), stamp: 0n })
    const camera = jpegTopic('/camera/compressed', jpegFrames(12, 160, 80), at)
    const steering = steeringTopic(
      '/steering',
      Array.from({ length: 12 }, (_, i) => i),
      at
    )
    await writeMcapTopics(join(folder, 'drive.mcap'), [camera, steering])
  },
  expect: [
    {
      open: 'drive.mcap',
      recording: {
        kind: 'mcap',
        frames: 12,
        times: [0, 0.05, 0.1],
        steering: [0, 1, 2],
        warnings: [/the times at which they were published are used/]
      }
    }
  ]
} satisfies Case
