import { join } from 'node:path'
import { jpegFrames } from '../../../testing/mcapFiles.ts'
import { jpegTopic, stampAt, steeringTopic, writeMcapTopics } from '../../fixtures/mcapTopics.ts'
import type { Case } from '../case.ts'

export default {
  about: 'A topic of steering that is 0 throughout, which shows only when the messages are read.',
  async make(folder) {
    const at = (i: number) => ({ log: stampAt(i), stamp: stampAt(i) })
    const camera = jpegTopic('/camera/compressed', jpegFrames(12, 160, 80), at)
    const steering = steeringTopic('/steering', new Array<number>(12).fill(0), at)
    await writeMcapTopics(join(folder, 'drive.mcap'), [camera, steering])
  },
  expect: [
    {
      open: '',
      recording: {
        kind: 'mcap',
        frames: 12,
        times: [0, 0.05, 0.1],
        steering: [0, 0, 0],
        warnings: [],
        analysisWarnings: [/^The steering of drive \(".*"\) is 0 throughout; if the car was steered/, /./]
      }
    }
  ]
} satisfies Case
