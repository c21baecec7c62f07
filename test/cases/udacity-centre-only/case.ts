import {
  lines,
  makeSimulatorLog,
  simulated,
  simulatedTimes,
  steeringAt,
  turnedRight
} from '../../fixtures/tableDrives.ts'
import type { Case } from '../case.ts'

export default {
  about: 'A log of the simulator with one camera, then position and rotation: its pictures opened without it.',
  async make(folder) {
    const log = lines((i) => `IMG/${simulated('center', i)},,,${steeringAt(i)},0.3,0,22.1,12.5:0.2:${i},0:${i}:0`)
    makeSimulatorLog(folder, log, ['center'])
  },
  expect: [
    {
      open: '',
      recording: {
        kind: 'udacity-simulator',
        frames: 12,
        times: simulatedTimes,
        steering: turnedRight,
        choices: { camera: ['center'] },
        warnings: []
      }
    }
  ]
} satisfies Case
