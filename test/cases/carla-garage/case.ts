import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { makeCarlaRoute } from '../../fixtures/carlaDrives.ts'
import type { Case } from '../case.ts'

export default {
  about: 'A route of carla_garage with a picture that is gone and a log that is gone.',
  async make(folder) {
    makeCarlaRoute(folder, 'carla_garage', { frames: 14, rate: 4, steer: (frame) => (frame - 1) / 8 })
    rmSync(join(folder, 'rgb', '0001.jpg'))
    rmSync(join(folder, 'measurements', '0003.json.gz'))
  },
  expect: [
    {
      open: '',
      recording: {
        kind: 'carla',
        frames: 13,
        times: [0, 0.5, 0.75, 1],
        steering: [0.125, -0.125, null, -0.375],
        warnings: [
          /4 frames a second are taken, by the places and speeds of the car/,
          /^1 pictures of \S+ have no log in measurements, first 0003; their signals are gaps\.$/,
          /^1 logs of \S+ have no picture, first 0001\.json\.gz; they are left out\.$/
        ]
      }
    }
  ]
} satisfies Case
