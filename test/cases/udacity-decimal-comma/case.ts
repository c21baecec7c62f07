import {
  lines,
  makeSimulatorLog,
  simulatedTimes,
  steeringAt,
  threePaths,
  turnedRight,
  withComma
} from '../../fixtures/tableDrives.ts'
import type { Case } from '../case.ts'

export default {
  about:
    'The simulator under a French or German locale: commas between cells and in numbers. Its steering was 0 throughout.',
  async make(folder) {
    const numbers = (i: number): string[] => [withComma(steeringAt(i)), '0,3', '0', withComma(`${12.5 + i / 10}`)]
    makeSimulatorLog(
      folder,
      lines((i) => [...threePaths(i), ...numbers(i)].join(', '))
    )
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
