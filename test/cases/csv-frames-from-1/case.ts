import { lines, makeTabledVideo, steeringAt, turnedLeft } from '../../fixtures/tableDrives.ts'
import type { Case } from '../case.ts'

export default {
  about: 'Frames 1 to 12 beside a video of twelve frames: all were one too late, and the last was dropped.',
  async make(folder) {
    makeTabledVideo(folder, `frame,steering_left\n${lines((i) => `${i + 1},${steeringAt(i)}`)}`)
  },
  expect: [
    {
      open: '',
      recording: {
        kind: 'video',
        frames: 12,
        times: [0, 0.05, 0.1, 0.15],
        steering: turnedLeft,
        warnings: [/from 1 to 12, .* taken as counted from 1/, /taken as -1 to 1/]
      }
    }
  ]
} satisfies Case
