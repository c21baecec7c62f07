import {
  lines,
  makeSimulatorLog,
  simulatedTimes,
  steeringAt,
  threePaths,
  turnedRight
} from '../../fixtures/tableDrives.ts'
import type { Case } from '../case.ts'

export default {
  about: "The simulator's log saved again by pandas, row numbers in front: a plain table with another sign and rate.",
  async make(folder) {
    const rows = lines((i) => [i, ...threePaths(i), steeringAt(i), '0.3', '0', '12.5'].join(','))
    makeSimulatorLog(folder, `,center,left,right,steering,throttle,brake,speed\n${rows}`)
  },
  expect: [
    {
      open: '',
      recording: {
        kind: 'udacity-simulator',
        frames: 12,
        times: simulatedTimes,
        steering: turnedRight,
        choices: { camera: ['center', 'left', 'right'] },
        warnings: []
      }
    }
  ]
} satisfies Case
