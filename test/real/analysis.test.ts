import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { engineIds, whyUnavailable } from '../../src/main/engine/engines.ts'
import type { EngineId } from '../../src/shared/engines.ts'
import { detectorVersion } from '../../src/main/lanes/detect.ts'
import { rowSpan } from '../../src/main/lanes/rowSpan.ts'
import type { Polygon } from '../../src/shared/lanes.ts'
import { defaultRule } from '../../src/shared/events.ts'
import { openBench, type Bench } from '../fixtures/analysisBench.ts'
import { realData } from './realData.ts'

const skipped = realData === null ? ' (skipped: there are no real recordings here)' : ''

describe.skipIf(realData === null)(`real drives under a real model${skipped}`, () => {
  const data = realData ?? ''
  const model = join(data, 'models/naokishibuya/model.h5')
  let folder: string
  const benches: Bench[] = []
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'lanegaze-real-'))
  })
  afterAll(async () => {
    for (const bench of benches) await bench.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** Analyses a drive in a data folder of its own; gives what is needed to read the results. */
  async function analyse(drive: string, method: string, engine: EngineId) {
    const bench = openBench(mkdtempSync(join(folder, `${engine}-`)))
    benches.push(bench)
    const { id, driveId } = await bench.prepare(join(data, drive), model, method, engine)
    const run = await bench.run(id)
    return { run, cache: bench.store.cache(driveId) }
  }

  const drives = [
    ['donkey-tub-v2/tub', 1000],
    ['videos/solidWhiteRight.mp4', 221]
  ] as const
  const engines = engineIds.filter((id) => whyUnavailable(id) === null)

  it.each(
    drives.flatMap(([drive, frames]) =>
      ['visual-backprop', 'gradient'].map((method) => [drive, method, frames] as const)
    )
  )(
    `%s by %s: every frame has a prediction and a map, on ${engines.join(' and ')}, and they agree`,
    async (drive, method, frames) => {
      const results = []
      for (const engine of engines) {
        const { run, cache } = await analyse(drive, method, engine)
        expect(run).toMatchObject({ state: 'finished', engine, done: frames, total: frames, error: null })
        expect(run.warnings.map(({ code }) => code)).not.toContain('engines-disagree')
        expect(cache.scores(run.id)).toHaveLength(frames)
        expect(cache.map(run.id, frames - 1)).toMatchObject({ width: 200, height: 66 })
        expect(cache.results(run.id).every(({ sum }) => sum > 0)).toBe(true)
        results.push(cache.results(run.id))
      }
      const [mine, theirs = mine!] = results
      const largest = Math.max(...mine!.map(({ steering }) => Math.abs(steering)))
      mine!.forEach(({ steering, scale, sum }, frame) => {
        const other = theirs[frame]!
        expect(Math.abs(steering - other.steering)).toBeLessThanOrEqual(1e-4 * largest)
        expect(Math.abs(scale - other.scale)).toBeLessThanOrEqual(1e-4 * scale)
        expect(Math.abs(sum - other.sum)).toBeLessThanOrEqual(1e-4 * sum)
      })
    },
    600_000
  )

  it('lift under a model that crops half of its input counts the other half', async () => {
    const bench = openBench(mkdtempSync(join(folder, 'crops-')))
    benches.push(bench)
    const drive = join(data, 'videos/Danziger-both-data-mountain-track-10-crash.mp4')
    const { id, driveId } = await bench.prepare(drive, join(data, 'models/danziger/model-17c90d5f.h5'), 'gradient')
    await bench.run(id)
    const cache = bench.store.cache(driveId)
    // Cropping2D(60, 20) of 160 x 320.
    const rows = (_: unknown, y: number): number => Number(y >= 60 && y < 140)
    const seen = cache.seenPixels(id)!
    expect(Array.from({ length: 160 }, (_, y) => seen.data[y * 320 + 160])).toEqual(Array.from({ length: 160 }, rows))
    const regions = cache.detectedRegions(detectorVersion, 0, 50)
    const lifts = cache.scores(id).slice(0, 50)
    let judged = 0
    for (const [frame, { share, lift, laneConfidence }] of lifts.entries()) {
      if (laneConfidence < defaultRule.minConfidence || share === null || lift === null) continue
      // Half of the input's rows are seen; counted by the middles of its pixels.
      const [inSeen, inAll] = [areaOf(regions[frame]!.polygon, 60, 140), areaOf(regions[frame]!.polygon, 0, 160)]
      expect(lift / (share / inSeen)).toBeCloseTo(1, 1)
      expect(share / inAll / lift).toBeGreaterThan(1.15)
      judged++
    }
    expect(judged).toBeGreaterThan(40)
  }, 600_000)
})

/** The part of rows `from`..`to` of 160 x 320 pixels whose middles lie within an outline. */
function areaOf(outline: Polygon, from: number, to: number): number {
  let inside = 0
  for (let row = from; row < to; row++) {
    const [left, right] = rowSpan(outline, (row + 0.5) / 160) ?? [0, 0]
    inside += Math.max(0, Math.min(1, right) - Math.max(0, left))
  }
  return inside / (to - from)
}
