import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { makeSegmentLogs, npy } from '../../fixtures/loggedDrives.ts'
import { makeNumberedVideo } from '../../../testing/recordings.ts'
import type { Case } from '../case.ts'

const times = Array.from({ length: 60 }, (_, i) => 46408 + i / 83)
const x265 = ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=none', '-f', 'hevc']

export default {
  about: "A comma2k19 segment without processed_log/IMU: it said that 't is not there'.",
  async make(folder) {
    const segment = join(folder, '40')
    mkdirSync(segment)
    makeNumberedVideo(join(segment, 'video.hevc'), { frames: 12, width: 160, height: 80, rate: '20', coding: x265 })
    makeSegmentLogs(segment, {
      'global_pose/frame_times': npy(Array.from({ length: 12 }, (_, i) => 46408 + i / 20)),
      'processed_log/CAN/steering_angle/t': npy(times),
      'processed_log/CAN/steering_angle/value': npy(times.map((time) => 20 * Math.sin(time - 46408))),
      'processed_log/CAN/speed/t': npy(times),
      'processed_log/CAN/speed/value': npy(Array<number>(60).fill(15), [60, 1])
    })
  },
  expect: [
    {
      open: '40',
      recording: {
        kind: 'comma2k19',
        frames: 12,
        size: [160, 80],
        times: [0, 0.05, 0.1],
        steering: [0, 20 * Math.sin(0.05), 20 * Math.sin(0.1)],
        warnings: [/^40 has no processed_log\/IMU\/gyro, and so no yaw rate; its other logs are read\.$/]
      }
    }
  ]
} satisfies Case
