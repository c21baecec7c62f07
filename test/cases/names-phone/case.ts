import { join } from 'node:path'
import { writePictures } from '../../fixtures/loggedDrives.ts'
import { range } from '../../../testing/recordings.ts'
import type { Case } from '../case.ts'

export default {
  about: 'Pictures of a phone, whose names are the date and the time: they tell when each was taken.',
  make: async (folder) =>
    writePictures(range(0, 12).map((i) => join(folder, `IMG_20260512_1015${String(10 + 2 * i)}.jpg`))),
  expect: [
    {
      open: '',
      recording: { kind: 'image-folder', frames: 12, times: [0, 2, 4], warnings: [] }
    }
  ]
} satisfies Case
