import { mkdirSync, renameSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { put } from '../../fixtures/foreignFiles.ts'
import { makeSimulation, writePictures } from '../../fixtures/loggedDrives.ts'
import type { Case } from '../case.ts'

const assumed = /20 a second are assumed/

export default {
  about: 'Links, as on machines where data lies on another disk: a linked IMG folder was said to be missing.',
  async make(folder) {
    const rows = Array.from({ length: 12 }, (_, i) => ({ at: 80 * i, steering: String(i / 20) }))
    const drive = join(folder, 'drive')
    makeSimulation(drive, { rows, folder: 'IMG/' })
    mkdirSync(join(folder, 'disk'))
    renameSync(join(drive, 'IMG'), join(folder, 'disk', 'pictures of a drive'))
    symlinkSync('../disk/pictures of a drive', join(drive, 'IMG'))

    // Each picture a link, one of which leads nowhere and one back to itself.
    writePictures(Array.from({ length: 6 }, (_, i) => join(folder, 'elsewhere', `${i}.jpg`)))
    mkdirSync(join(folder, 'pictures'))
    for (const i of [0, 1, 2, 3, 4, 5])
      symlinkSync(`../elsewhere/${i === 2 ? 'gone' : i}.jpg`, join(folder, 'pictures', `${i}.jpg`))
    symlinkSync('6.jpg', join(folder, 'pictures', '6.jpg'))

    // A folder that holds one drive, a link to it, and a link to itself.
    mkdirSync(join(folder, 'loop'))
    writePictures([0, 1, 2].map((i) => join(folder, 'loop', 'run', `${i}.jpg`)))
    symlinkSync('run', join(folder, 'loop', 'latest'))
    symlinkSync('.', join(folder, 'loop', 'again'))
    symlinkSync('..', join(folder, 'loop', 'run', 'up'))
    put(join(folder, 'loop', 'notes.md'), 'One run.\n')
  },
  expect: [
    {
      open: 'drive',
      recording: { kind: 'udacity-simulator', frames: 12, size: [48, 32], times: [0, 0.08], warnings: [] }
    },
    {
      open: 'pictures',
      recording: {
        kind: 'image-folder',
        frames: 7,
        warnings: [
          /^2\.jpg \(frame 2\) is missing; the picture before stands in\.$/,
          /^6\.jpg \(frame 6\) is a link that leads back to itself; the picture before stands in\.$/,
          assumed
        ]
      }
    },
    { open: 'loop', recording: { kind: 'image-folder', frames: 3, warnings: [assumed] } }
  ]
} satisfies Case
