import { join } from 'node:path'
import { jpegFrames } from '../../fixtures/mcapFiles.ts'
import { jpegTopic, STAMP, steeringTopic, writeMcapTopics } from '../../fixtures/mcapTopics.ts'
import type { Case } from '../case.ts'

export default {
  about: 'No time that is one: pictures and twice as much steering, all logged, published and stamped at once.',
  async make(folder) {
    const at = () => ({ log: STAMP, stamp: STAMP })
    const camera = jpegTopic('/camera/compressed', jpegFrames(12, 160, 80), at)
    const steering = steeringTopic(
      '/steering',
      Array.from({ length: 23 }, (_, i) => i),
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
        steering: [0, 2, 4],
        warnings: [/20 a second are assumed/, /messages of \/steering .* are spread evenly over the drive/]
      }
    }
  ]
} satisfies Case
