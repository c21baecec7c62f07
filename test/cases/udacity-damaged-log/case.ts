import { seededBytes } from '../../../testing/seeded.ts'
import { makeSimulatorLog } from '../../fixtures/tableDrives.ts'
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
        frames: 36,
        warnings: [
          /20 a second are assumed/,
          /^driving_log\.csv beside the pictures of IMG is not read/,
          /several cameras \(center, left, right\)/
        ]
      }
    }
  ]
} satisfies Case
