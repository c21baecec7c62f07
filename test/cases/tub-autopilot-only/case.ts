import { makeTub, range, tubLine } from '../../../testing/recordings.ts'
import { FRAMES, steeringAt, turnedRight } from '../../fixtures/tableDrives.ts'
import type { Case } from '../case.ts'

export default {
  about: 'A tub that the model drove: user/angle is 0 throughout, and was taken as the steering.',
  async make(folder) {
    const driven = (i: number) => ({ 'user/angle': 0, 'user/mode': 'local', 'pilot/angle': Number(steeringAt(i)) })
    makeTub(folder, { records: range(0, FRAMES).map((i) => tubLine(i, driven(i))) })
  },
  expect: [
    {
      open: '',
      recording: {
        kind: 'donkey-tub-v2',
        frames: 12,
        times: [0, 0.05, 0.1, 0.15],
        steering: turnedRight,
        warnings: [/user\/angle never moves and pilot\/angle does; pilot\/angle is taken/]
      }
    },
    {
      open: '',
      with: ['--steering', 'user/angle'],
      recording: {
        kind: 'donkey-tub-v2',
        frames: 12,
        steering: [0, 0, 0],
        warnings: [/"user\/angle"\) is 0 throughout/]
      }
    }
  ]
} satisfies Case
