import { join } from 'node:path'
import { makeSegmentLogs, npy } from '../../fixtures/loggedDrives.ts'
import { makeNumberedVideo } from '../../../testing/recordings.ts'
import type { Case } from '../case.ts'

export default {
  about: 'A segment of comma2k19 whose times have the shape (999999999, 0): a thousand million rows of no numbers.',
  async make(folder) {
    makeNumberedVideo(join(folder, 'video.hevc'), {
      frames: 12,
      rate: '20',
      coding: ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=none', '-f', 'hevc']
    })
    makeSegmentLogs(folder, {
      'global_pose/frame_times': npy([], [999_999_999, 0]),
      'processed_log/CAN/steering_angle/t': npy([0, 1]),
      'processed_log/CAN/steering_angle/value': npy([0, 1])
    })
  },
  expect: [
    { open: '', refused: /frame_times is damaged: it says that it is longer than it is; copy it again from its source/ }
  ]
} satisfies Case
