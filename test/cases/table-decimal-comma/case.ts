import { counted, lines, makePictureTable, steeringAt, turnedLeft, withComma } from '../../fixtures/tableDrives.ts'
import type { Case } from '../case.ts'

export default {
  about: 'A table of pictures with semicolons and decimal commas: it was said to have no steering.',
  async make(folder) {
    const rows = lines((i) => `images/${counted(i)};${withComma(steeringAt(i))}`)
    makePictureTable(folder, `filename;steering_left\n${rows}`)
  },
  expect: [
    {
      open: '',
      recording: {
        kind: 'interpolated-csv',
        frames: 12,
        times: [0, 0.05, 0.1, 0.15],
        steering: turnedLeft,
        warnings: [/taken as -1 to 1/, /carry no times; 20 a second/]
      }
    }
  ]
} satisfies Case
