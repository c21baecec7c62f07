import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { lfsPointer, put } from '../../fixtures/foreignFiles.ts'
import { makeSimulation } from '../../fixtures/loggedDrives.ts'
import type { Case } from '../case.ts'

export default {
  about: 'A good log whose pictures are Git LFS pointers: they were to be copied again from where they were recorded.',
  async make(folder) {
    const rows = Array.from({ length: 3 }, (_, i) => ({ at: 80 * i, steering: String(i / 20) }))
    makeSimulation(folder, { rows, folder: 'IMG/' })
    for (const name of readdirSync(join(folder, 'IMG'))) put(join(folder, 'IMG', name), lfsPointer)
  },
  expect: [
    { open: '', refused: /^None of the pictures of .* can be read: center_.*\.jpg is a Git LFS pointer.*git lfs pull/m }
  ]
} satisfies Case
