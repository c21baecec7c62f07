import { join } from 'node:path'
import { jpegFrames } from '../../../testing/mcapFiles.ts'
import { jpegTopic, rawImageTopic, stampAt, writeMcapTopics } from '../../fixtures/mcapTopics.ts'
import type { Case } from '../case.ts'

export default {
  about: 'Raw pictures of the front camera beside compressed ones of the rear: the front is not read, and it is said.',
  async make(folder) {
    const rear = jpegTopic('/rear/compressed', jpegFrames(12, 160, 80), (i) => ({ log: stampAt(i), stamp: stampAt(i) }))
    await writeMcapTopics(join(folder, 'drive.mcap'), [rawImageTopic('/front/image_raw', 30), rear])
  },
  expect: [
    {
      open: 'drive.mcap',
      recording: {
        kind: 'mcap',
        frames: 12,
        choices: { topic: ['/rear/compressed'], steering: [] },
        warnings: [
          /does not read yet, in \/front\/image_raw \(sensor_msgs\/msg\/Image\); \/rear\/compressed is shown/,
          /steering/
        ]
      }
    },
    {
      open: 'drive.mcap',
      with: ['--topic', '/front/image_raw'],
      refused: /\/front\/image_raw \(sensor_msgs\/msg\/Image\), which Lanegaze does not read yet/
    }
  ]
} satisfies Case
