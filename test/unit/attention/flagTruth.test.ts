import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { flagBars, flagTable } from '../../../scripts/evaluate/flags/flagTable.ts'
import { evaluateFlags, type FlagTruth } from '../../../scripts/evaluate/flags/flagTruth.ts'
import { reached } from '../../../scripts/evaluate/bars.ts'
import { chooseEngine } from '../../../src/main/engine/engines.ts'
import type { Engine } from '../../../src/main/engine/engine.ts'

/** A small version of what `npm run evaluate` does: a stretch and a glance at each of two places. */
describe('planted attention', () => {
  let engine: Engine
  let truth: FlagTruth
  beforeAll(async () => {
    engine = await chooseEngine('auto')
    truth = await evaluateFlags(engine, { size: 0.1, only: ['sign', 'bonnet'] })
  }, 120_000)
  afterAll(() => engine.dispose())

  it('is found wherever it was planted and nowhere else, with lanes of every source', () => {
    expect(truth.rows.map(({ source, place }) => `${source} ${place}`)).toEqual(
      ['sign', 'bonnet'].flatMap((place) =>
        ['drawn', 'imported', 'recorded', 'model', 'detected', 'path'].map((source) => `${source} ${place}`)
      )
    )
    for (const { planted, found, elsewhere, farthest, coverage } of truth.rows) {
      expect({ planted, found, elsewhere }).toEqual({ planted: 1, found: 1, elsewhere: 0 })
      expect(farthest).toBeLessThanOrEqual(3)
      expect(coverage).toBeGreaterThan(0.8)
    }
    expect(truth.pass).toBe(true)
    expect(flagBars(truth).every(reached)).toBe(true)
  })

  it('is told from the rest at twenty thresholds, fewer and more of both with a higher one', () => {
    for (const { areaUnderCurve, points } of truth.curves) {
      expect(areaUnderCurve).toBeGreaterThan(0.99)
      expect(points).toHaveLength(20)
      const last = points.at(-1)!
      expect([points[0]!.falsePositives, last.truePositives]).toEqual([0, 1])
      expect(last.falsePositives).toBeGreaterThan(0.5)
    }
    expect(flagTable(truth)).toContain('area under the curve')
  })

  it('is missed by a rule that smooths over more than the shortest stretch', async () => {
    const blurred = { ...truth.rule, smoothSeconds: 2 }
    const { pass } = await evaluateFlags(engine, { size: 0.1, only: ['sign'], rule: blurred })
    expect(pass).toBe(false)
  }, 60_000)
})
