import { join } from 'node:path'
import { jpegFrames } from '../../../testing/mcapFiles.ts'
import { stampAt } from '../../fixtures/mcapTopics.ts'
import { ackermannTopic, compressedTopic, writeBag, writeDb3 } from '../../fixtures/messageLogs.ts'
import type { Case } from '../case.ts'

export default {
  about: "F1TENTH's: pictures and /drive of ROS 2 Foxy, whose files do not say how messages are laid out; two files.",
  async make(folder) {
    const camera = compressedTopic('/camera/compressed', jpegFrames(12, 160, 80), stampAt)
    const drive = ackermannTopic('/drive', [0.1, 0.12, -0.3, ...new Array<number>(9).fill(0.2)], stampAt)
    writeDb3(join(folder, 'bag'), [camera, drive], { files: 2 })
    writeDb3(join(folder, 'pictures'), [camera])
    writeBag(join(folder, 'drive.bag'), [drive])
  },
  expect: [
    {
      open: 'bag',
      recording: {
        kind: 'rosbag2',
        frames: 12,
        size: [160, 80],
        times: [0, 0.05, 0.1],
        steering: [0.1, 0.12, -0.3],
        warnings: []
      }
    },
    {
      open: 'pictures',
      with: ['--signals', '{case}/drive.bag'],
      recording: { kind: 'rosbag2', frames: 12, steering: [0.1, 0.12, -0.3], warnings: [] }
    },
    {
      open: 'bag',
      with: ['--topic', '/camera/image_raw'],
      refused: /^bag has no topic of pictures called \/camera\/image_raw; choose one of \/camera\/compressed\./
    }
  ]
} satisfies Case
