import { join } from 'node:path'
import { writePictures } from '../../fixtures/loggedDrives.ts'
import { range } from '../../../testing/recordings.ts'
import { FRAMES, steeringAt } from '../../fixtures/tableDrives.ts'
import type { Case } from '../case.ts'

const numbered =
  /hold 3 numbers of which nobody has said what they are; say it at 'Numbers in the names' on the drive's page\./
const assumed = /20 a second are assumed/

export default {
  about: "Somebody's own names, with three numbers that a person says the meaning of.",
  async make(folder) {
    writePictures(
      range(0, FRAMES).map((i) => join(folder, `cam_v${(0.1 * i).toFixed(1)}_a${steeringAt(i)}_n${900 + 2 * i}.jpg`))
    )
  },
  expect: [
    {
      open: '',
      recording: { kind: 'image-folder', frames: FRAMES, analyse: false, warnings: [numbered, assumed] }
    },
    {
      open: '',
      with: ['--names', 'speed,steering,frame', '--positive', 'right'],
      recording: {
        kind: 'image-folder',
        frames: FRAMES,
        times: [0, 0.05, 0.1],
        steering: range(0, 3).map((i) => -Number(steeringAt(i))),
        warnings: [assumed, /by its size it is taken as -1 to 1 of full lock/, /gives no unit for the speed "speed"/]
      }
    },
    { open: '', with: ['--names', 'steering'], refused: /hold 3 numbers, and of 1 it was said what they are/ }
  ]
} satisfies Case
