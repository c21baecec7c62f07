import { join } from 'node:path'
import { makeLeRobotSet, steeringOf } from '../../fixtures/leRobotSets.ts'
import type { Case } from '../case.ts'

const signs = [/does not say which way "action\.continuous\.steering_angle" turns/, /taken as -1 to 1/]

export default {
  about: 'LeRobot 3.0, all episodes in one table and one video of AV1: each has its own frames and rows.',
  async make(folder) {
    makeLeRobotSet(join(folder, 'L2D-v3'), {
      version: 'v3.0',
      lengths: [10, 12, 9],
      rate: 10,
      coding: ['-c:v', 'libsvtav1', '-preset', '12', '-g', '8']
    })
  },
  expect: [
    { open: 'L2D-v3', several: ['', '', ''] },
    ...[10, 12, 9].map((frames, episode) => ({
      open: 'L2D-v3',
      with: ['--episode', String(episode)],
      recording: {
        kind: 'lerobot' as const,
        frames,
        size: [160, 80] as [number, number],
        times: [0, 0.1, 0.2],
        steering: [0, 1, 2].map((frame) => steeringOf(episode, frame)),
        warnings: signs
      }
    })),
    { open: 'L2D-v3', with: ['--episode', '3'], refused: /has no episode 3; the last one is 2\./ }
  ]
} satisfies Case
