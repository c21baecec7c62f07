import { counted, lines, makePictureTable, steeringAt, turnedLeft } from '../../fixtures/tableDrives.ts'
import type { Case } from '../case.ts'

export default {
  about: 'A table of pictures with a counting column frame_id: each number was taken for a camera of its own.',
  async make(folder) {
    const rows = lines((i) => `${i},images/${counted(i)},${steeringAt(i)}`)
    makePictureTable(folder, `frame_id,filename,steering_left\n${rows}`)
  },
  expect: [
    {
      open: '',
      recording: {
        kind: 'interpolated-csv',
        frames: 12,
        times: [0, 0.05, 0.1, 0.15],
        steering: turnedLeft,
        choices: {},
        warnings: [/taken as -1 to 1/, /carry no times; 20 a second/]
      }
    }
  ]
} satisfies Case
