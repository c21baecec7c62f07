import { join } from 'node:path'
import { noise, writePicture } from '../../fixtures/pictures.ts'
import type { Case } from '../case.ts'

const size = { width: 960, height: 540 }

export default {
  about: 'A folder of two sound JPEG pictures above 64 KiB.',
  async make(folder) {
    for (const i of [1, 2])
      writePicture(join(folder, 'pics', `${i}.jpg`), noise(size, i), size, ['-c:v', 'mjpeg', '-q:v', '2'])
  },
  expect: [
    {
      open: 'pics',
      recording: { kind: 'image-folder', frames: 2, size: [960, 540], times: [0, 0.05], warnings: [/20 a second/] }
    }
  ]
} satisfies Case
