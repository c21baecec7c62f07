import { join } from 'node:path'
import { writePictures } from '../../fixtures/loggedDrives.ts'
import { range } from '../../../testing/recordings.ts'
import { FRAMES, lines, steeringAt, writeText } from '../../fixtures/tableDrives.ts'
import type { Case } from '../case.ts'

/** To be opened by later work: until then a sentence says what is not read. */
export default {
  about: 'Pictures and data.txt of the driving data set of 2017: name and degrees.',
  async make(folder) {
    writePictures(range(0, FRAMES).map((i) => join(folder, `${i}.jpg`)))
    writeText(
      join(folder, 'data.txt'),
      lines((i) => `${i}.jpg ${(100 * Number(steeringAt(i))).toFixed(6)}`)
    )
  },
  expect: [
    {
      open: '',
      recording: {
        kind: 'image-folder',
        frames: 12,
        analyse: false,
        warnings: [/20 a second are assumed/, /^data\.txt beside the pictures of .* is not read/]
      }
    }
  ]
} satisfies Case
