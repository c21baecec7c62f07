import { lines, makeTabledVideo, steeringAt, turnedLeft } from '../../fixtures/tableDrives.ts'
import type { Case } from '../case.ts'

export default {
  about: 'Comments of a logger above the header: refused as a table without times.',
  async make(folder) {
    makeTabledVideo(
      folder,
      `# logger 1.2\n# unit test car\ntime_s,steering_left\n${lines((i) => `${(i / 20).toFixed(2)},${steeringAt(i)}`)}`
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
        warnings: [/taken as -1 to 1/]
      }
    }
  ]
} satisfies Case
