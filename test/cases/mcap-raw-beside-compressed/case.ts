import { join } from 'node:path'
import { jpegFrames } from '../../../testing/mcapFiles.ts'
import { jpegTopic, rawImageTopic, stampAt, writeMcapTopics } from '../../fixtures/mcapTopics.ts'
import type { Case } from '../case.ts'

export default {
  about:
    'Raw pictures of the front camera beside compressed ones of the rear: the front was not read. Each is a choice.',
  async make(folder) {
    const rear = jpegTopic('/rear/compressed', jpegFrames(12, 160, 80), (i) => ({ log: stampAt(i), stamp: stampAt(i) }))
    await writeMcapTopics(join(folder, 'drive.mcap'), [rawImageTopic('/front/image_raw', 30), rear])
  },
  expect: [
    {
      open: 'drive.mcap',
      recording: {
        kind: 'mcap',
        frames: 30,
        size: [64, 32],
        choices: { topic: ['/front/image_raw', '/rear/compressed'], steering: [] },
        warnings: [/steering/]
      }
    },
    {
      open: 'drive.mcap',
      with: ['--topic', '/rear/compressed'],
      recording: { kind: 'mcap', frames: 12, size: [160, 80], warnings: [/steering/] }
    }
  ]
} satisfies Case
