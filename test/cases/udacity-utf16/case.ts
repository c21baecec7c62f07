import {
  lines,
  makeSimulatorLog,
  simulatedTimes,
  steeringAt,
  threePaths,
  turnedRight,
  utf16
} from '../../fixtures/tableDrives.ts'
import type { Case } from '../case.ts'

export default {
  about:
    "The simulator's log saved by a spreadsheet as Unicode text: it was no log, and three cameras ran as one drive.",
  async make(folder) {
    const rows = lines((i) => [...threePaths(i), steeringAt(i), '0.3', '0', '12.5'].join(','))
    const text = `center,left,right,steering,throttle,brake,speed\n${rows}`
    makeSimulatorLog(folder, utf16(text.replaceAll('\n', '\r\n')))
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
