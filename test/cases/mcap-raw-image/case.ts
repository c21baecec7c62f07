import { join } from 'node:path'
import { rawImageTopic, writeMcapTopics } from '../../fixtures/mcapTopics.ts'
import type { Case } from '../case.ts'

export default {
  about: 'sensor_msgs/Image, what recording all topics of a camera gives: was not read.',
  async make(folder) {
    await writeMcapTopics(join(folder, 'drive.mcap'), [rawImageTopic('/camera/image_raw', 12)])
  },
  expect: [
    {
      open: 'drive.mcap',
      recording: {
        kind: 'mcap',
        frames: 12,
        size: [64, 32],
        times: [0, 0.05, 0.1],
        choices: { topic: ['/camera/image_raw'], steering: [] },
        warnings: [/steering/]
      }
    }
  ]
} satisfies Case
