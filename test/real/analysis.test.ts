import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { engineIds, whyUnavailable } from '../../src/main/engine/engines.ts'
import type { EngineId } from '../../src/shared/engines.ts'
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
    const sure = cache
      .scores(id)
      .slice(0, 50)
      .filter((score) => score.laneConfidence >= defaultRule.minConfidence)
    const lifts = sure.flatMap(({ lift }) => lift ?? [])
    const mean = lifts.reduce((sum, lift) => sum + lift, 0) / lifts.length
    expect(lifts.length).toBeGreaterThan(40)
    // 3.3 where all of the input counts.
    expect(Math.abs(mean - 2.5)).toBeLessThan(0.2)
  }, 600_000)
})
