import { join } from 'node:path'
import { writePictures } from '../../fixtures/loggedDrives.ts'
import { range } from '../../../testing/recordings.ts'
import { FRAMES, writeText } from '../../fixtures/tableDrives.ts'
import type { Case } from '../case.ts'

/** The steering between two messages of the bus, the first of which is 0. */
function busAt(place: number): number {
  const [before, part] = [Math.floor(place), place % 1]
  const at = (i: number): number => Math.sin(i / 10) / 10
  return at(before) + part * (at(before + 1) - at(before))
}

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
        kind: 'nuscenes',
        frames: 12,
        times: [0, 0.083333, 0.166666],
        // Samples of the bus come every 10 ms, a tenth of a radian of the sine each; positive is right there.
        steering: [0, -busAt(8.3333), -busAt(16.6666)],
        choices: { camera: ['CAM_FRONT'] },
        warnings: []
      }
    },
    {
      open: '',
      with: ['--signals', '{case}/can_bus/scene-0001_steeranglefeedback.json'],
      refused: /is a folder of nuScenes, which holds its own steering; open it without a table of signals/
    }
  ]
} satisfies Case
