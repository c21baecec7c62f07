import { join } from 'node:path'
import { lfsPointer, put } from '../../fixtures/foreignFiles.ts'
import { makeSimulation } from '../../fixtures/loggedDrives.ts'
import type { Case } from '../case.ts'

export default {
  about: 'A pointer model.h5 beside a good log: asked for the model, the command answered with the drive.',
  async make(folder) {
    const rows = Array.from({ length: 12 }, (_, i) => ({ at: 80 * i, steering: String(i / 20) }))
    makeSimulation(folder, { rows, folder: 'IMG/' })
    put(join(folder, 'model.h5'), lfsPointer)
  },
  expect: [
    { open: 'model.h5', refused: /^'model\.h5' is a Git LFS pointer.*'git lfs pull'/m },
    { open: '', recording: { kind: 'udacity-simulator', frames: 12, warnings: [], analyse: false } }
  ]
} satisfies Case
