import { join } from 'node:path'
import { noise, writePicture } from '../../fixtures/pictures.ts'
import type { Case } from '../case.ts'

const size = { width: 300, height: 200 }

export default {
  about: 'Pictures above 64 KiB, as every 720p JPEG is: samples of them were taken at no place at all.',
  async make(folder) {
    for (const i of [0, 1, 2])
      writePicture(join(folder, `000${i}.jpg`), noise(size, i), size, ['-c:v', 'mjpeg', '-q:v', '1'])
  },
  expect: [
    {
      open: '',
      recording: { kind: 'image-folder', frames: 3, size: [300, 200], times: [0, 0.05, 0.1], warnings: [/20 a second/] }
    }
  ]
} satisfies Case
