import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CALM_FRAMES, IMPACT, inTime, type CrashResult, watchCrash } from '../../scripts/evaluate/runoff/crashClip.ts'
import { openWatcher, type Watcher } from '../../scripts/evaluate/runoff/watchDrives.ts'
import { CORRIDOR_MARGIN } from '../../src/shared/lanes.ts'
import { realData } from './realData.ts'

const skipped = realData === null ? ' (skipped: there are no real recordings here)' : ''

describe.skipIf(realData === null)(`a simulated car that a model drives into a barrier${skipped}`, () => {
  let watcher: Watcher
  let results: CrashResult[]
  beforeAll(async () => {
    watcher = await openWatcher()
    results = await watchCrash(watcher, realData ?? '')
  }, 600_000)
  afterAll(() => watcher.close())

  it('is watched under both models, frame by frame', () => {
    expect(results.map(({ model }) => model)).toEqual(['danziger/model-17c90d5f.h5', 'naokishibuya/model.h5'])
    for (const { found } of results) expect(found.confidence).toHaveLength(261)
  })

  it('is calm at first: nothing is flagged in its first second, and no lane lost or jump of attention in its first frames', () => {
    for (const { model, found } of results) {
      expect(
        found.events.filter(({ first }) => found.times[first]! < 1),
        model
      ).toEqual([])
      expect(
        found.events.filter(({ first, kind }) => first < CALM_FRAMES && kind !== 'left'),
        model
      ).toEqual([])
    }
  })

  it('is flagged half a second before the impact where the lane is known, under the model whose attention leaves it', () => {
    // Drawn by hand, and widened as a corridor is: this model looks at the edges of the lane.
    const corridor = results[0]!.known.find(({ margin }) => margin === CORRIDOR_MARGIN)!.watched
    expect(corridor.events.filter(({ first }) => corridor.times[first]! < 1)).toEqual([])
    expect(inTime(corridor)?.last).toBeGreaterThan(IMPACT)
  })
})
