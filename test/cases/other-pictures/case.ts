import { join } from 'node:path'
import { marked, put } from '../../fixtures/foreignFiles.ts'
import { gradient, writePicture } from '../../fixtures/pictures.ts'
import type { Case } from '../case.ts'

const size = { width: 80, height: 40 }
const made: Record<string, string[]> = {
  tiff: ['-c:v', 'tiff', '-pix_fmt', 'rgb24'],
  gif: ['-c:v', 'gif', '-pix_fmt', 'rgb8'],
  ppm: ['-c:v', 'ppm', '-pix_fmt', 'rgb24']
}
const marks: Record<string, string> = {
  heic: '\0\0\0\x18ftypheic\0\0\0\0',
  avif: '\0\0\0\x18ftypavif\0\0\0\0',
  dng: 'II*\0\x08\0\0\0',
  cr3: '\0\0\0\x18ftypcrx \0\0\0\0',
  jxl: '\xff\x0a',
  webp: 'RIFF\x64\0\0\0WEBPVP8X\x0a\0\0\0\x02\0\0\0\x4f\0\0\x27\0\0ANIM'
}
const called: Record<string, string> = {
  tiff: 'a TIFF picture',
  gif: 'a GIF picture of one frame',
  ppm: 'a PNM picture',
  heic: 'a HEIC picture',
  avif: 'an AVIF picture',
  dng: 'a raw picture of a camera',
  cr3: 'a raw picture of a camera',
  jxl: 'a JPEG XL picture',
  webp: 'an animated WebP picture'
}

export default {
  about: 'Folders of pictures of kinds that are not read: they held no recording, or were a list of videos.',
  async make(folder) {
    for (const i of [0, 1, 2]) {
      for (const [kind, options] of Object.entries(made))
        writePicture(join(folder, kind, `${i}.${kind}`), gradient(size, i), size, options)
      for (const [kind, mark] of Object.entries(marks)) put(join(folder, kind, `${i}.${kind}`), marked(mark))
    }
  },
  expect: Object.entries(called).map(([kind, what]) => ({
    open: kind,
    refused: new RegExp(`^${kind} holds no recording: 0\\.${kind} is ${what}; convert the pictures to JPEG or PNG`, 'm')
  }))
} satisfies Case
