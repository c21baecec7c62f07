import { join } from 'node:path'
import { gradient, writePicture } from '../../fixtures/pictures.ts'
import type { Case } from '../case.ts'

export default {
  about: "A still of another size before the drive's pictures: 'the picture before stands in', where there is none.",
  async make(folder) {
    for (let i = 0; i < 8; i++) {
      const size = i < 2 || i === 5 ? { width: 64, height: 64 } : { width: 96, height: 48 }
      writePicture(join(folder, `${i}.jpg`), gradient(size, i), size, ['-c:v', 'mjpeg', '-q:v', '2'])
    }
  },
  expect: [
    {
      open: '',
      recording: {
        kind: 'image-folder',
        frames: 8,
        size: [96, 48],
        warnings: [
          /^0\.jpg \(frame 0\) is jpeg 64x64 and not jpeg 96x48; the first one that can be used stands in\.$/,
          /^1\.jpg \(frame 1\) is jpeg 64x64 and not jpeg 96x48; the first one that can be used stands in\.$/,
          /^5\.jpg \(frame 5\) is jpeg 64x64 and not jpeg 96x48; the picture before stands in\.$/,
          /20 a second are assumed/
        ]
      }
    }
  ]
} satisfies Case
