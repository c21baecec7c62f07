import { join } from 'node:path'
import { writePictures } from '../../fixtures/loggedDrives.ts'
import { range } from '../../../testing/recordings.ts'
import { FRAMES } from '../../fixtures/tableDrives.ts'
import type { Case } from '../case.ts'

const uuid = (i: number, version = '1'): string =>
  `${i.toString(16).padStart(8, '0')}-1111-${version}1eb-8888-0242ac120002`

export default {
  about: 'Pictures of JetBot, the point to drive to in their names.',
  async make(folder) {
    writePictures(range(0, FRAMES).map((i) => join(folder, `xy_${112 + 10 * i}_100_${uuid(i)}.jpg`)))
  },
  expect: [
    {
      open: '',
      recording: {
        kind: 'image-folder',
        frames: FRAMES,
        times: [0, 0.05, 0.1],
        // 2 x / 224 - 1, to the left.
        steering: [0, -20 / 224, -40 / 224],
        warnings: [
          /faster than any camera; 20 a second are assumed/,
          /"x" is taken as the steering \(pixels of 224, beyond/
        ]
      }
    }
  ]
} satisfies Case
