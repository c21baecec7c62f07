import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { emptyMasses } from '../../../src/main/attention/laneMasses.ts'
import { detectorVersion } from '../../../src/main/lanes/detect.ts'
import { previewRule } from '../../../src/main/report/reviewedEvents.ts'
import { openStore } from '../../../src/main/store/store.ts'
import { defaultRule } from '../../../src/shared/events.ts'
import { quantise } from '../../../src/shared/saliencyMap.ts'
import { addRun } from '../../fixtures/storeRows.ts'

/** Ten minutes at 30 frames a second. */
const FRAMES = 18_000

it('flags eighteen thousand frames by another threshold within a tenth of a second', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'lanegaze-preview-'))
  const store = openStore(dataDir)
  try {
    const { run } = addRun(store.library)
    const cache = store.cache(run.driveId)
    const numbers = Array.from({ length: FRAMES }, (_, frame) => frame)
    const map = quantise(new Float32Array(4).fill(1), 2, 2)
    cache.saveRun(run.id, { engine: 'ort', engineVersion: '1', warnings: [], failure: null })
    cache.writeBatch({
      frames: numbers.map((frame) => ({ frame, time: frame / 30, damaged: false, picture: Uint8Array.of(1) })),
      evidence: { version: detectorVersion, rows: [] },
      results: { runId: run.id, rows: numbers.map((frame) => ({ frame, steering: Math.sin(frame / 70), map })) }
    })
    const recorded = numbers.map((frame) => Math.sin(frame / 71))
    cache.setSignals([
      { name: 'angle', role: 'steering', unit: 'normalised', sourcePositive: 'left', values: recorded }
    ])
    const masses = emptyMasses(FRAMES)
    masses.confidence.fill(1)
    masses.above.fill(0)
    masses.below.fill(0)
    for (const at of masses.atMargin)
      numbers.forEach((frame) => {
        at.inside[frame] = 0.5 + 0.4 * Math.sin(frame / 50)
        at.left[frame] = 1 - at.inside[frame]!
        at.right[frame] = 0
        at.area[frame] = 0.5
      })
    cache.setMasses(run.id, 'test', masses)

    expect(previewRule(store, run, { ...defaultRule, enter: 0.7 }).events.length).toBeGreaterThan(50)
    // Processor time: the clock also counts what else the machine does.
    const began = process.cpuUsage()
    for (const enter of [0.71, 0.72, 0.73, 0.74]) previewRule(store, run, { ...defaultRule, enter })
    expect(process.cpuUsage(began).user / 1000 / 4).toBeLessThan(100)
  } finally {
    store.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
})
