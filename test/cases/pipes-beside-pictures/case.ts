import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { writePictures } from '../../fixtures/loggedDrives.ts'
import { range } from '../../../testing/recordings.ts'
import type { Case } from '../case.ts'

export default {
  about: 'Pipes into which nobody writes, called logs, in a folder of pictures and beside it: it waited for ever.',
  async make(folder) {
    writePictures(range(0, 12).map((i) => join(folder, 'pictures', `${i}.jpg`)))
    mkdirSync(join(folder, 'logs'))
    const pipes = ['log.csv', 'pictures/log.csv', 'pictures/log.json', 'logs/log.csv']
    for (const name of pipes) spawnSync('mkfifo', [join(folder, name)])
  },
  expect: [
    {
      open: 'pictures',
      recording: {
        kind: 'image-folder',
        frames: 12,
        warnings: [/20 a second are assumed/, /^log\.csv beside the pictures of pictures is not read/]
      }
    }
  ]
} satisfies Case
