import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { describeRun } from '../../../src/main/analysis/describeRun.ts'
import { modelLanesKey } from '../../../src/main/analysis/modelLanesKey.ts'
import { rescore } from '../../../src/main/analysis/rescore.ts'
import { summariseRun } from '../../../src/main/analysis/runSummary.ts'
import { createReviews } from '../../../src/main/review/reviews.ts'
import { readSeries } from '../../../src/main/review/series.ts'
import type { Cache } from '../../../src/main/store/cache.ts'
import type { StoredRun } from '../../../src/main/store/runTable.ts'
import { openStore, type Store } from '../../../src/main/store/store.ts'
import type { LaneRegion, Polygon } from '../../../src/shared/lanes.ts'
import { quantise } from '../../../src/shared/saliencyMap.ts'
import { fillRun } from '../../../testing/filledRun.ts'
import { addRun } from '../../../testing/storeRows.ts'

const frames = 300
const half = (left: boolean): Polygon => {
  const [from, to] = left ? [0, 0.5] : [0.5, 1]
  return [
    [from, 0],
    [to, 0],
    [to, 1],
    [from, 1]
  ]
}
const detected = (left: boolean): LaneRegion => ({ polygon: half(left), confidence: 0.6, source: 'detected' })

/** A 16x8 map with a quarter of its sum in the left half; its scale tells the frame. */
const quarterLeft = (frame: number) =>
  quantise(
    Float32Array.from({ length: 128 }, (_, i) => (i % 16 < 8 ? 1 : 3) * (frame + 1)),
    16,
    8
  )

let dataDir: string
let store: Store
let cache: Cache
let run: StoredRun
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'lanegaze-rescore-'))
  store = openStore(dataDir)
  ;({ run } = addRun(store.library))
  cache = store.cache(run.driveId)
  const region = (frame: number) => (frame === 7 ? null : detected(true))
  fillRun(cache, run.id, { frames, rate: 25, map: quarterLeft, region })
})
afterEach(() => {
  store.close()
  rmSync(dataDir, { recursive: true, force: true })
})

const state = () => {
  const [drive, model] = [store.library.drives.get(run.driveId), store.library.models.get(run.modelId)]
  const summary = summariseRun(cache, run.id, modelLanesKey(store.library, drive))
  return describeRun(store.library, { run, drive, model }, summary, false).state
}

describe('scores', () => {
  it('are those of the detected lanes, and none where there is no lane', async () => {
    await rescore(cache, store.library, run.id)
    const scores = cache.scores(run.id)
    expect(scores).toHaveLength(frames)
    scores.forEach(({ share, lift, laneConfidence }, frame) => {
      if (frame === 7) expect([share, lift, laneConfidence]).toEqual([null, null, 0])
      else {
        // 8-bit values of 1/3 and 1 of the scale: 85 and 255.
        expect(share).toBeCloseTo(0.25, 6)
        expect(lift).toBeCloseTo(0.5, 6)
        expect(laneConfidence).toBe(0.6)
      }
    })
    expect(state()).toBe('finished')
  })

  it('are those of drawn lanes where a person drew some, and of the newest ones', async () => {
    await rescore(cache, store.library, run.id)
    store.library.lanes.set(run.driveId, [{ frame: 0, polygon: half(true) }])
    expect(state()).toBe('scores-outdated')
    const first = rescore(cache, store.library, run.id)
    store.library.lanes.set(run.driveId, [{ frame: 0, polygon: half(false) }])
    await first
    expect(state()).toBe('finished')
    for (const { share, laneConfidence } of cache.scores(run.id)) {
      expect(share).toBeCloseTo(0.75, 6)
      expect(laneConfidence).toBe(1)
    }
  })

  it('reach the timeline, with the scale that colours are relative to', async () => {
    await rescore(cache, store.library, run.id)
    const series = readSeries(createReviews(store), run)
    expect(series.map).toEqual({ width: 16, height: 8 })
    expect(series.share[7]).toBeNull()
    expect(series.share[8]).toBeCloseTo(0.25, 6)
    // A quarter of the sum lies in the left half of every frame; only the strength rises, by 1 of 1 + 2, then 2 + 3, …
    expect(series.centroid[8]).toEqual([0.625, 0.5])
    expect(series.change.slice(0, 8)).toEqual([null, 0.3333, 0.2, 0.1429, 0.1111, 0.0909, 0.0769, 0.0667])
    // Scales are 3, 6, … 900: the quantile lies at place 0.995 * 299 = 297.505 of them.
    expect(series.reference).toBeCloseTo(3 + 3 * 297.505, 9)
  })
})
