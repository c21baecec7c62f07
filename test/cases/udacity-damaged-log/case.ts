import { seededBytes } from '../../../testing/seeded.ts'
import { FRAMES, makeSimulatorLog, simulatedTimes } from '../../fixtures/tableDrives.ts'
import type { Case } from '../case.ts'

export default {
  about: 'A log of the simulator that is noise, as after a failed copy: it was not mentioned.',
  async make(folder) {
    makeSimulatorLog(folder, seededBytes(3000, 7))
  },
  expect: [
    {
      open: '',
      recording: {
        kind: 'image-folder',
        frames: FRAMES,
        times: simulatedTimes,
        choices: { camera: ['center', 'left', 'right'] },
        warnings: [/^driving_log\.csv beside the pictures of IMG is not read/]
      }
    }
  ]
} satisfies Case
