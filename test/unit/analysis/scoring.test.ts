import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createScoring } from '../../../src/main/analysis/scoring.ts'
import { createSupervisor } from '../../../src/main/analysis/supervisor.ts'
import type { StoredRun } from '../../../src/main/store/runTable.ts'
import { openStore, type Store } from '../../../src/main/store/store.ts'
import type { Polygon } from '../../../src/shared/lanes.ts'
import { quantise } from '../../../src/shared/saliencyMap.ts'
import { fillRun } from '../../../testing/filledRun.ts'
import { addRun } from '../../../testing/storeRows.ts'
import { heardLog } from '../../fixtures/logs.ts'

const frames = 600
const half = (from: number, to: number): Polygon => [
  [from, 0],
  [to, 0],
  [to, 1],
  [from, 1]
]

let dataDir: string
let store: Store
let run: StoredRun
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'lanegaze-scoring-'))
  store = openStore(dataDir)
  ;({ run } = addRun(store.library))
  const cache = store.cache(run.driveId)
  // A quarter of the sum lies in the left half.
  const map = quantise(Float32Array.of(1, 3, 1, 3), 2, 2)
  fillRun(cache, run.id, { frames, rate: 25, map: () => map })
})
afterEach(() => {
  store.close()
  rmSync(dataDir, { recursive: true, force: true })
})

it('scores one after the other with the lanes as they are then, says how far it is, and leaves what is up to date', async () => {
  const spawner = {
    spawn: () => {
      throw new Error('no job is needed')
    }
  }
  const scoring = createScoring({ store, supervisor: createSupervisor({ spawner, store, log: heardLog() }) })
  expect(scoring.progress(run.driveId)).toBeNull()
  const share = () => store.cache(run.driveId).scores(run.id)[frames - 1]?.share

  store.library.lanes.set(run.driveId, [{ frame: 0, polygon: half(0, 0.5) }])
  const first = scoring.scoreAnew(run.driveId)
  await new Promise((resolve) => setImmediate(resolve))
  expect(scoring.progress(run.driveId)).toMatchObject({ total: frames })
  store.library.lanes.set(run.driveId, [{ frame: 0, polygon: half(0.5, 1) }])
  await Promise.all([first, scoring.scoreAnew(run.driveId)])
  expect(share()).toBeCloseTo(0.75, 5)
  expect(scoring.progress(run.driveId)).toBeNull()

  // Up to date: what is there is not touched.
  const cache = store.cache(run.driveId)
  const word = cache.scoredWith(run.id)
  await scoring.scoreAnew(run.driveId)
  expect(cache.scoredWith(run.id)).toBe(word)
})
