import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { put } from '../../fixtures/foreignFiles.ts'
import * as small from '../../fixtures/modelConfigs.ts'
import { writeKerasZip } from '../../../testing/modelFiles.ts'
import type { Case } from '../case.ts'

export default {
  about: 'A .keras file that a browser or a download unzipped: a folder called so, with its files.',
  async make(folder) {
    const work = mkdtempSync(join(tmpdir(), 'lanegaze-'))
    try {
      const { config, weights } = small.keras3
      const groups = Object.fromEntries(
        Object.entries(weights).map(([layer, arrays]) => [`layers/${layer}/vars`, arrays])
      )
      await writeKerasZip(join(work, 'pilot.keras'), config, groups)
      for (const [name, bytes] of Object.entries(unzipSync(readFileSync(join(work, 'pilot.keras')))))
        put(join(folder, 'pilot.keras', name), bytes)
    } finally {
      rmSync(work, { recursive: true })
    }
  },
  expect: [
    { open: 'pilot.keras', model: { format: 'keras-h5', warnings: [] } },
    { open: 'pilot.keras/config.json', model: { format: 'keras-h5', warnings: [] } }
  ]
} satisfies Case
