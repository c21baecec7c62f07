import { join } from 'node:path'
import { writePictures } from '../../fixtures/loggedDrives.ts'
import { range } from '../../../testing/recordings.ts'
import { FRAMES, writeText } from '../../fixtures/tableDrives.ts'
import type { Case } from '../case.ts'

/** To be opened by later work: until then a sentence says what is not read. */
export default {
  about: 'Pictures of nuScenes with microseconds in their names, and the JSON of its CAN bus.',
  async make(folder) {
    const name = (i: number): string => `n015-2018-07-18-11-07-57+0800__CAM_FRONT__${1531883530412470 + 83333 * i}.jpg`
    writePictures(range(0, FRAMES).map((i) => join(folder, 'sweeps', 'CAM_FRONT', name(i))))
    const samples = range(0, 100).map((i) => ({ utime: 1531883530412470 + 10000 * i, value: Math.sin(i / 10) / 10 }))
    writeText(join(folder, 'can_bus', 'scene-0001_steeranglefeedback.json'), JSON.stringify(samples))
  },
  expect: [
    {
      open: '',
      recording: {
        kind: 'image-folder',
        frames: 12,
        analyse: false,
        warnings: [
          /20 a second are assumed/,
          /can_bus.scene-0001_steeranglefeedback\.json .* is not read/,
          /names of the pictures of CAM_FRONT.* are not read/
        ]
      }
    },
    {
      open: '',
      with: ['--signals', '{case}/can_bus/scene-0001_steeranglefeedback.json'],
      refused: /^scene-0001_steeranglefeedback\.json is JSON, which is not read as a table of signals; save it as CSV/m
    }
  ]
} satisfies Case
