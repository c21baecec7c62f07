import { join } from 'node:path'
import { jpegFrames } from '../../../testing/mcapFiles.ts'
import { jpegTopic, STAMP, stampAt, writeMcapTopics } from '../../fixtures/mcapTopics.ts'
import type { Case } from '../case.ts'

export default {
  about: 'A converter gave all messages one log time, the start of the bag; their header stamps are 50 ms apart.',
  async make(folder) {
    const at = (i: number) => ({ log: STAMP, stamp: stampAt(i) })
    const camera = jpegTopic('/camera/image_raw/compressed', jpegFrames(12, 160, 80), at)
    await writeMcapTopics(join(folder, 'drive.mcap'), [camera])
  },
  expect: [
    {
      open: '',
      recording: {
        kind: 'mcap',
        frames: 12,
        size: [160, 80],
        times: [0, 0.05, 0.1, 0.15],
        steering: [null, null, null],
        warnings: [
          /log times of .* are not those of a camera .*; the time stamps in their messages are used/,
          /steering/
        ]
      }
    }
  ]
} satisfies Case
