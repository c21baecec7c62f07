import { join } from 'node:path'
import { writePictures } from '../../fixtures/loggedDrives.ts'
import { range } from '../../../testing/recordings.ts'
import type { Case } from '../case.ts'

const FRAMES = 5

export default {
  about:
    'The same, made ready for the training: each picture and its mirror image; a frame is missing, a file is another.',
  async make(folder) {
    const cameras = ['MAIN', 'LEFT', 'RIGHT']
    const names = range(0, 3 * FRAMES)
      .filter((i) => i !== 3)
      .flatMap((i) =>
        [`${i / 100}_0.5_0_ORIG`, `${-i / 100}_0.5_0_MIRROR`].map(
          (rest) => `${String(500 + i).padStart(8, '0')}_${cameras[i % 3]}_${rest}.jpg`
        )
      )
    writePictures([...names, 'cover_MAIN.jpg'].map((name) => join(folder, name)))
  },
  expect: [
    {
      open: '',
      recording: {
        kind: 'image-folder',
        frames: FRAMES - 1,
        times: [0, 0.3, 0.45],
        steering: [0, -0.06, -0.09],
        choices: {
          camera: ['MAIN', 'MAIN mirrored', 'LEFT', 'LEFT mirrored', 'RIGHT', 'RIGHT mirrored']
        },
        warnings: [
          /copies that were prepared for a training/,
          /^1 pictures of .* such as cover_MAIN\.jpg; they are left out/,
          /each of 3 cameras in turn/
        ]
      }
    },
    {
      open: '',
      with: ['--camera', 'MAIN mirrored'],
      recording: {
        kind: 'image-folder',
        frames: FRAMES - 1,
        steering: [0, 0.06, 0.09],
        warnings: [/copies that were prepared for a training/, /each of 3 cameras in turn/]
      }
    }
  ]
} satisfies Case
