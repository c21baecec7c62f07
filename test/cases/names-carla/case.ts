import { join } from 'node:path'
import { writePictures } from '../../fixtures/loggedDrives.ts'
import { range } from '../../../testing/recordings.ts'
import { FRAMES, steeringAt } from '../../fixtures/tableDrives.ts'
import type { Case } from '../case.ts'

/** To be opened by later work: until then a sentence says what is not read. */
export default {
  about: 'Pictures of three cameras in turn, labelled in their names: frame, camera, steering, throttle, brake.',
  async make(folder) {
    const names = ['MAIN', 'LEFT', 'RIGHT']
    const name = (i: number): string =>
      `${String(78469 + i).padStart(8, '0')}_${names[i % 3]}_${steeringAt(i)}_0.500000_0.000000.jpg`
    writePictures(range(0, FRAMES).map((i) => join(folder, name(i))))
  },
  expect: [
    {
      open: '',
      recording: {
        kind: 'image-folder',
        frames: 12,
        analyse: false,
        warnings: [
          /20 a second are assumed/,
          /names of the pictures of .* are not read/,
          /several cameras \(MAIN, LEFT, RIGHT\)/
        ]
      }
    }
  ]
} satisfies Case
