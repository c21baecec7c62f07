import { counted, lines, makePictureTable, steeringAt, turnedLeft } from '../../fixtures/tableDrives.ts'
import type { Case } from '../case.ts'

export default {
  about: 'A table of pictures with times as ISO 8601 has them, ten a second: they were said to be missing.',
  async make(folder) {
    const time = (i: number): string => new Date(Date.UTC(2024, 4, 1, 10) + 100 * i).toISOString().slice(0, -1)
    const rows = lines((i) => `${time(i)},images/${counted(i)},${steeringAt(i)}`)
    makePictureTable(folder, `timestamp,filename,steering_left\n${rows}`)
  },
  expect: [
    {
      open: '',
      recording: {
        kind: 'interpolated-csv',
        frames: 12,
        times: [0, 0.1, 0.2, 0.3],
        steering: turnedLeft,
        warnings: [/taken as -1 to 1/]
      }
    }
  ]
} satisfies Case
