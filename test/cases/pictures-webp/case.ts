import { join } from 'node:path'
import { gradient, writePicture } from '../../fixtures/pictures.ts'
import type { Case } from '../case.ts'

const size = { width: 80, height: 40 }

export default {
  about: 'A folder of WebP pictures, which was said to hold no recording.',
  async make(folder) {
    for (let i = 0; i < 4; i++) {
      writePicture(join(folder, `000${i}.webp`), gradient(size, i), size, ['-c:v', 'libwebp', '-pix_fmt', 'yuv420p'])
    }
  },
  expect: [
    { open: '', recording: { kind: 'image-folder', frames: 4, size: [80, 40], warnings: [/20 a second are assumed/] } }
  ]
} satisfies Case
