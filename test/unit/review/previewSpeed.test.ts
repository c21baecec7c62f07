import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { previewRule } from '../../../src/main/review/reviewedEvents.ts'
import { createReviews } from '../../../src/main/review/reviews.ts'
import { openStore } from '../../../src/main/store/store.ts'
import { defaultRule } from '../../../src/shared/events.ts'
import { quantise } from '../../../src/shared/saliencyMap.ts'
import { fillRun, shareMasses } from '../../../testing/filledRun.ts'
import { addRun } from '../../../testing/storeRows.ts'

/** Ten minutes at 30 frames a second. */
const FRAMES = 18_000

it('flags eighteen thousand frames by another threshold within a tenth of a second', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'lanegaze-preview-'))
  const store = openStore(dataDir)
  const reviews = createReviews(store)
  try {
    const { run } = addRun(store.library)
    const cache = store.cache(run.driveId)
    const map = quantise(new Float32Array(4).fill(1), 2, 2)
    fillRun(cache, run.id, { frames: FRAMES, rate: 30, map: () => map, steering: (frame) => Math.sin(frame / 70) })
    const recorded = Array.from({ length: FRAMES }, (_, frame) => Math.sin(frame / 71))
    cache.setSignals([
      { name: 'angle', role: 'steering', unit: 'normalised', sourcePositive: 'left', values: recorded }
    ])
    const masses = shareMasses(
      FRAMES,
      (frame) => 0.5 + 0.4 * Math.sin(frame / 50),
      () => 0.5
    )
    cache.setMasses(run.id, 'test', masses)

    expect(previewRule(reviews, run, { ...defaultRule, enter: 0.7 }).events.length).toBeGreaterThan(50)
    // Processor time: the clock also counts what else the machine does.
    const began = process.cpuUsage()
    for (const enter of [0.71, 0.72, 0.73, 0.74]) previewRule(reviews, run, { ...defaultRule, enter })
    expect(process.cpuUsage(began).user / 1000 / 4).toBeLessThan(100)
  } finally {
    store.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
})
