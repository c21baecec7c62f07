import { join } from 'node:path'
import { writePictures } from '../../fixtures/loggedDrives.ts'
import { range } from '../../../testing/recordings.ts'
import { FRAMES } from '../../fixtures/tableDrives.ts'
import type { Case } from '../case.ts'

/** To be opened by later work: until then a sentence says what is not read. */
export default {
  about: 'Pictures of JetBot, the point to drive to in their names.',
  async make(folder) {
    const name = (i: number): string =>
      `xy_${112 + 10 * i}_100_${i.toString(16).padStart(8, '0')}-1111-11eb-8888-0242ac120002.jpg`
    writePictures(range(0, FRAMES).map((i) => join(folder, name(i))))
  },
  expect: [
    {
      open: '',
      recording: {
        kind: 'image-folder',
        frames: 12,
        analyse: false,
        warnings: [/20 a second are assumed/, /names of the pictures of .* are not read/]
      }
    }
  ]
} satisfies Case
