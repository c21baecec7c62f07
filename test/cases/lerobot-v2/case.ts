import { join } from 'node:path'
import { makeLeRobotSet, steeringOf } from '../../fixtures/leRobotSets.ts'
import type { Case } from '../case.ts'

const steering = [0, 1, 2].map((frame) => steeringOf(1, frame))
const signs = [/does not say which way "action\.continuous\.steering_angle" turns/, /taken as -1 to 1/]
const signals = ['gas_pedal', 'brake_pedal', 'steering_angle'].map((name) => `action.continuous.${name}`)

export default {
  about: 'LeRobot 2.1 and 2.0, an episode a table and a video, packed with zstd and gzip.',
  async make(folder) {
    makeLeRobotSet(join(folder, 'L2D'), { version: 'v2.1', lengths: [10, 12, 9], codec: 'ZSTD' })
    makeLeRobotSet(join(folder, 'one'), { version: 'v2.0', lengths: [12], codec: 'GZIP' })
  },
  expect: [
    { open: 'L2D', several: ['', '', ''] },
    {
      open: 'L2D',
      with: ['--episode', '1'],
      recording: {
        kind: 'lerobot',
        frames: 12,
        size: [160, 80],
        times: [0, 0.05, 0.1],
        steering,
        choices: { camera: ['front_left', 'map'], steering: [...signals, 'observation.state.speed_kmh'] },
        warnings: signs
      }
    },
    {
      open: 'L2D',
      with: ['--episode', '1', '--camera', 'map', '--steering', 'observation.state.speed_kmh'],
      recording: {
        kind: 'lerobot',
        frames: 12,
        steering: [8, 8.03125, 8.0625],
        warnings: [
          /does not say which way "observation\.state\.speed_kmh" turns/,
          /is in km\/h, which is no unit of steering; by its size it is taken as degrees/
        ],
        analysisWarnings: [/./]
      }
    },
    { open: 'one', recording: { kind: 'lerobot', frames: 12, times: [0, 0.05], warnings: signs } }
  ]
} satisfies Case
