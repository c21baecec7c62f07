import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gradient, writePicture } from '../../fixtures/pictures.ts'
import { exif, stored, withExif } from '../../fixtures/turnedPictures.ts'
import type { Case } from '../case.ts'

const size = { width: 160, height: 80 }

export default {
  about: 'Pictures that a phone stored upside down and says so in Exif: they were shown and judged upside down.',
  async make(folder) {
    for (let i = 0; i < 12; i++) {
      const file = join(folder, `${String(i).padStart(4, '0')}.jpg`)
      writePicture(file, stored({ rgb: gradient(size, i), ...size }, 3).rgb, size, ['-c:v', 'mjpeg', '-q:v', '2'])
      writeFileSync(file, withExif(readFileSync(file), exif(3), size))
    }
  },
  expect: [
    {
      open: '',
      recording: { kind: 'image-folder', frames: 12, size: [160, 80], warnings: [/20 a second are assumed/] }
    }
  ]
} satisfies Case
