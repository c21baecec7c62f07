import { join } from 'node:path'
import { writePictures } from '../../fixtures/loggedDrives.ts'
import type { Case } from '../case.ts'

export default {
  about:
    "Pictures of a phone, whose names are the date and the time: one number that changes, and not a picture's count.",
  make: async (folder) =>
    writePictures(Array.from({ length: 12 }, (_, i) => join(folder, `IMG_20260512_1015${String(10 + i)}.jpg`))),
  expect: [
    {
      open: '',
      recording: {
        kind: 'image-folder',
        frames: 12,
        times: [0, 0.05, 0.1],
        warnings: [/their numbers are not read/, /20 a second are assumed/]
      }
    }
  ]
} satisfies Case
