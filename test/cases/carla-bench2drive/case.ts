import { makeCarlaRoute } from '../../fixtures/carlaDrives.ts'
import type { Case } from '../case.ts'

export default {
  about: 'A route of Bench2Drive: pictures, logs and semantic pictures in folders.',
  async make(folder) {
    makeCarlaRoute(folder, 'Bench2Drive', { frames: 12, rate: 10, steer: (frame) => (frame - 1) / 8 })
  },
  expect: [
    {
      open: '',
      recording: {
        kind: 'carla',
        frames: 12,
        size: [400, 225],
        times: [0, 0.1, 0.2],
        // Positive is right in CARLA.
        steering: [0.125, 0, -0.125],
        choices: { camera: ['rgb_front'] },
        warnings: [
          /^The logs of \S+ hold no times; 10 frames a second are taken, by the places and speeds of the car\.$/
        ]
      }
    },
    { open: '', with: ['--camera', 'rgb_left'], refused: /has no camera "rgb_left"; choose one of rgb_front/ }
  ]
} satisfies Case
