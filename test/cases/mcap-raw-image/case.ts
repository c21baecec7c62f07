import { join } from 'node:path'
import { rawImageTopic, writeMcapTopics } from '../../fixtures/mcapTopics.ts'
import type { Case } from '../case.ts'

export default {
  about: 'sensor_msgs/Image, what recording all topics of a camera gives: not read yet.',
  async make(folder) {
    await writeMcapTopics(join(folder, 'drive.mcap'), [rawImageTopic('/camera/image_raw', 12)])
  },
  expect: [
    {
      open: 'drive.mcap',
      refused:
        /holds pictures in \/camera\/image_raw \(sensor_msgs\/msg\/Image\), which Lanegaze does not read yet; .*republish/
    },
    {
      open: 'drive.mcap',
      with: ['--topic', '/camera/image_raw'],
      refused: /\/camera\/image_raw \(sensor_msgs\/msg\/Image\).*republish/
    }
  ]
} satisfies Case
