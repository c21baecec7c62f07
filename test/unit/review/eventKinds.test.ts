import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { emptyTraits } from '../../../src/main/attention/mapTraits.ts'
import { changeEvent, mergeEvents } from '../../../src/main/review/editEvents.ts'
import { findingsOfRun } from '../../../src/main/review/findings.ts'
import { laneRegions } from '../../../src/main/review/laneRegions.ts'
import { previewRule, reviewedEvents } from '../../../src/main/review/reviewedEvents.ts'
import { createReviews, type Reviews } from '../../../src/main/review/reviews.ts'
import { readSeries } from '../../../src/main/review/series.ts'
import type { StoredRun } from '../../../src/main/store/runTable.ts'
import { openStore, type Store } from '../../../src/main/store/store.ts'
import { rescore } from '../../../src/main/analysis/rescore.ts'
import { defaultRule, Rule } from '../../../src/shared/events.ts'
import type { LaneRegion } from '../../../src/shared/lanes.ts'
import { quantise, type SaliencyMap } from '../../../src/shared/saliencyMap.ts'
import { fillRun } from '../../../testing/filledRun.ts'
import { addRun } from '../../../testing/storeRows.ts'

/**
 * Twelve seconds. Attention lies in the lane, the left half of the picture, but for frames 40..59. The lane is gone from
 * frame 100 on, and again attention is off what it was in 104..117. Maps change and steering is off in frames 200..209.
 */
const FRAMES = 240
const RATE = 20
const within = (frame: number, first: number, last: number): boolean => first <= frame && frame <= last
const isAway = (frame: number): boolean => within(frame, 40, 59) || within(frame, 104, 117)
const map = (frame: number): SaliencyMap =>
  quantise(
    Float32Array.from({ length: 128 }, (_, i) => (i % 16 < 8 === isAway(frame) ? 1 : 9)),
    16,
    8
  )
/** The car moves to the right in its lane before that goes. */
const shift = (frame: number): number => 0.08 * Math.min(1, Math.max(0, (frame - 84) / 15))
const region = (frame: number): LaneRegion => ({
  polygon: [
    [0 - shift(frame), 0],
    [0.5 - shift(frame), 0],
    [0.5 - shift(frame), 1],
    [0 - shift(frame), 1]
  ],
  confidence: within(frame, 100, 219) ? 0.1 : 0.9,
  source: 'detected',
  // A wheel may be off the road, but nobody could swear to it.
  off: within(frame, 98, 219) ? 0.3 : 0
})

let dataDir: string
let store: Store
let reviews: Reviews
let run: StoredRun
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'lanegaze-kinds-'))
  store = openStore(dataDir)
  reviews = createReviews(store)
  ;({ run } = addRun(store.library))
  const cache = store.cache(run.driveId)
  fillRun(cache, run.id, { frames: FRAMES, rate: RATE, map, region, steering: (frame) => Math.sin(frame) / 50 })
  const traits = emptyTraits(FRAMES)
  for (let frame = 1; frame < FRAMES; frame++)
    traits.change[frame] = within(frame, 200, 209) ? 0.8 : 0.1 + 0.01 * Math.sin(frame)
  cache.setTraits(run.id, traits)
  await rescore(cache, store.library, run.id)
})
afterEach(() => {
  store.close()
  rmSync(dataDir, { recursive: true, force: true })
})

function record(): void {
  const values = Array.from({ length: FRAMES }, (_, frame) => (within(frame, 200, 209) ? 0.6 : 0))
  store
    .cache(run.driveId)
    .setSignals([{ name: 'angle', role: 'steering', unit: 'normalised', sourcePositive: 'left', values }])
}
const found = (): [string, number, number][] =>
  reviewedEvents(reviews, run).events.map(({ kind, first, last }) => [kind, first, last])

describe('events of all kinds', () => {
  it('are found, attention also where the lane is only carried on', () => {
    record()
    expect(found()).toEqual([
      ['left', 40, 59],
      ['lost', 80, 199],
      ['left', 104, 117],
      ['jumped', 200, 209]
    ])
    expect(reviewedEvents(reviews, run).untold).toEqual([])
  })

  it('are those that the rule looks for', () => {
    record()
    const kinds = { left: false, lost: true, jumped: false }
    expect(previewRule(reviews, run, { ...defaultRule, kinds }).events.map(({ kind }) => kind)).toEqual(['lost'])
  })

  it('say that jumps cannot be told without any steering to compare with', () => {
    expect(found().map(([kind]) => kind)).toEqual(['left', 'lost', 'left'])
    const { untold } = reviewedEvents(reviews, run)
    expect(untold).toEqual([{ kind: 'jumped', because: expect.stringContaining('no steering') as string }])
    const kinds = { ...defaultRule.kinds, jumped: false }
    expect(previewRule(reviews, run, { ...defaultRule, kinds }).untold).toEqual([])
  })

  it('are told from another model’s run where nothing was recorded', () => {
    const hash = 'b'.repeat(64)
    const other = store.library.runs.add({ ...run, key: { ...run.key, modelHash: hash } })
    const steering = (frame: number): number => (within(frame, 200, 209) ? 0.6 : 0)
    fillRun(store.cache(run.driveId), other.id, { frames: FRAMES, rate: RATE, map, steering })
    expect(found()).toContainEqual(['jumped', 200, 209])
  })

  it('count for the headline by kind', () => {
    record()
    expect(findingsOfRun(reviews, run, 'finished')).toMatchObject({
      stretches: 2,
      shareOfDrive: 34 / 240,
      others: { lost: { events: 1, firstAt: 4 }, jumped: { events: 1, firstAt: 10 } }
    })
  })

  it('keep verdicts within their kind, whatever lies in the same frames', () => {
    record()
    const lost = reviewedEvents(reviews, run).events.find(({ kind }) => kind === 'lost')!
    changeEvent(reviews, run, lost.id, { verdict: 'dismissed', note: 'a tunnel' })
    expect(reviewedEvents(reviews, run).events.map(({ kind, verdict }) => [kind, verdict])).toEqual([
      ['left', 'open'],
      ['lost', 'dismissed'],
      ['left', 'open'],
      ['jumped', 'open']
    ])
    // What was judged before there were kinds is attention that left.
    const before = {
      id: `${run.id}:100-199`,
      driveId: run.driveId,
      runId: run.id,
      kind: 'left' as const,
      tags: [],
      judged: null,
      byHand: false
    }
    store.library.judgements.save({ ...before, first: 100, last: 199, verdict: 'confirmed', note: 'old' })
    const [, stillLost, left] = reviewedEvents(reviews, run).events
    expect(left).toMatchObject({ first: 104, verdict: 'confirmed', note: 'old' })
    expect(stillLost).toMatchObject({ kind: 'lost', verdict: 'dismissed', note: 'a tunnel' })
  })

  it('are trimmed as what they are, and joined with their own kind alone', () => {
    record()
    const [, lost, left] = reviewedEvents(reviews, run).events
    expect(() => mergeEvents(reviews, run, [left!.id, lost!.id])).toThrow('Only events of one kind can be merged.')
    const trimmed = changeEvent(reviews, run, lost!.id, { first: 125 })
    expect(trimmed).toMatchObject({
      kind: 'lost',
      first: 125,
      last: 199,
      worst: 125,
      tags: [],
      judged: null,
      byHand: true
    })
    expect(found().filter(([kind]) => kind === 'lost')).toEqual([['lost', 125, 199]])
    expect(found().filter(([kind]) => kind === 'left')).toHaveLength(2)
  })

  it('show what is carried on, and are seen by the curves', () => {
    const [before, carried] = [laneRegions(reviews, run, 99, 1)[0], laneRegions(reviews, run, 105, 1)[0]]
    expect(before).toEqual(region(99))
    expect(carried).toMatchObject({ carriedFrom: 99, polygon: region(99).polygon, source: 'detected' })
    expect(laneRegions(reviews, run, 90, 30)[15]).toEqual(carried)
    expect(laneRegions(reviews, run, 150, 1)[0]).toEqual(region(150))
    const series = readSeries(reviews, run)
    expect(series.laneConfidence[105]).toBeCloseTo(carried!.confidence, 9)
    expect(series.laneStates.map(({ state, first }) => [state, first])).toEqual([
      ['known', 0],
      ['leaving', 80],
      ['carried', 100],
      ['lost', 120],
      ['unknown', 200],
      ['known', 220]
    ])
  })

  it('are none of a lost lane where a person said that there is no lane', async () => {
    const settings = store.library.laneSettings.settings(run.driveId)
    const stretches = [{ first: 100, last: 219, source: 'none' as const }]
    store.library.laneSettings.setSettings(run.driveId, { ...settings, stretches })
    await rescore(store.cache(run.driveId), store.library, run.id)
    expect(found()).toEqual([['left', 40, 59]])
  })
})

it('of rules that were kept before there were kinds, all are looked for', () => {
  const { kinds, ...before } = defaultRule
  expect(Rule.parse(before)).toEqual(defaultRule)
  expect(Rule.parse({ ...before, kinds: { left: false } }).kinds).toEqual({ ...kinds, left: false })
})
