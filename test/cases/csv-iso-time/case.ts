import { lines, makeTabledVideo, steeringAt, turnedLeft } from '../../fixtures/tableDrives.ts'
import type { Case } from '../case.ts'

export default {
  about: 'ISO 8601 beside a video: refused as a table without times.',
  async make(folder) {
    makeTabledVideo(
      folder,
      `timestamp,steering_left\n${lines((i) => `2024-05-01T10:00:00.${String(50 * i).padStart(3, '0')},${steeringAt(i)}`)}`
    )
  },
  expect: [
    {
      open: '',
      recording: {
        kind: 'video',
        frames: 12,
        times: [0, 0.05, 0.1, 0.15],
        steering: turnedLeft,
        warnings: [/from another clock/, /taken as -1 to 1/]
      }
    }
  ]
} satisfies Case
