import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { findingsOf, type JudgedRun } from '../../../src/main/review/findings.ts'
import { reviewedEvents } from '../../../src/main/review/reviewedEvents.ts'
import { createReviews, type Reviews } from '../../../src/main/review/reviews.ts'
import { openCache, type Cache } from '../../../src/main/store/cache.ts'
import type { StoredRun } from '../../../src/main/store/runTable.ts'
import { openStore, type Store } from '../../../src/main/store/store.ts'
import { defaultRule } from '../../../src/shared/events.ts'
import { quantise } from '../../../src/shared/saliencyMap.ts'
import { fillRun, shareMasses } from '../../../testing/filledRun.ts'
import { addRun, modelDto } from '../../../testing/storeRows.ts'

const FRAMES = 100
const map = quantise(new Float32Array(4).fill(1), 2, 2)

let dataDir: string
let store: Store
let reviews: Reviews
let run: StoredRun
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'lanegaze-reviews-'))
  store = openStore(dataDir)
  reviews = createReviews(store)
  ;({ run } = addRun(store.library))
  fillRun(store.cache(run.driveId), run.id, { frames: FRAMES, rate: 20, map: () => map })
  lookAway(store.cache(run.driveId), 20)
})
afterEach(() => {
  store.close()
  rmSync(dataDir, { recursive: true, force: true })
})

/** Scores the run so that attention is off the lane for a second from a frame on. */
function lookAway(cache: Cache, from: number): void {
  const share = (frame: number): number => (frame >= from && frame < from + 20 ? 0.1 : 0.9)
  const masses = shareMasses(FRAMES, share, () => 0.5)
  cache.setMasses(run.id, 'test', masses)
}

const firsts = (): number[] => reviewedEvents(reviews, run).events.map(({ first }) => first)

it('are read once for as long as nothing changes', () => {
  expect(reviews.measured(run)).toBe(reviews.measured(run))
  expect(reviews.flagged(run)).toBe(reviews.flagged(run))
  store.library.judgements.save({
    id: `${run.id}:20-39`,
    ...{
      driveId: run.driveId,
      runId: run.id,
      kind: 'left',
      first: 20,
      last: 39,
      verdict: 'confirmed',
      note: '',
      tags: [],
      judged: null,
      byHand: false
    }
  })
  expect(reviewedEvents(reviews, run).events[0]?.verdict).toBe('confirmed')
  expect(reviews.flagged(run)).toBe(reviews.flagged(run))
})

it.each<[string, () => void]>([
  ['was scored anew', () => lookAway(store.cache(run.driveId), 60)],
  [
    'was scored anew by another process',
    () => {
      const elsewhere = openCache(dataDir, run.driveId)
      lookAway(elsewhere, 60)
      elsewhere.close()
    }
  ],
  [
    'was computed anew after its cache was gone',
    () => {
      store.removeCache(run.driveId)
      fillRun(store.cache(run.driveId), run.id, { frames: FRAMES, rate: 20, map: () => map })
      lookAway(store.cache(run.driveId), 60)
    }
  ]
])('are read again where the run %s', (_, change) => {
  expect(firsts()).toEqual([20])
  change()
  expect(firsts()).toEqual([60])
})

it('follow the rule and the nominal stretch', () => {
  expect(firsts()).toEqual([20])
  store.library.rules.set(run.driveId, run.id, { ...defaultRule, minSeconds: 2 })
  expect(firsts()).toEqual([])
  store.library.rules.set(run.driveId, run.id, { ...defaultRule, thresholds: 'quantile', enter: 1, leave: 1 })
  expect(reviewedEvents(reviews, run)).toMatchObject({ nominal: null, thresholds: { enter: expect.closeTo(1.8) } })
  const nominal = { first: 25, last: 30 }
  store.library.nominal.set(run.driveId, nominal)
  expect(reviewedEvents(reviews, run)).toMatchObject({ nominal, thresholds: { enter: expect.closeTo(0.2) } })
})

it('are compared with the run of another model once that is whole', () => {
  const model = store.library.models.save({ ...modelDto('f'.repeat(64)), name: 'other.h5' })
  const key = { ...run.key, modelHash: model.hash }
  const asked = { driveId: run.driveId, modelId: model.id, engine: 'auto' as const, key }
  const other = store.library.runs.add(asked)
  expect(reviewedEvents(reviews, run).comparedWith).toBeNull()
  fillRun(store.cache(run.driveId), other.id, { frames: FRAMES, rate: 20, map: () => map, steering: () => 0.5 })
  expect(reviewedEvents(reviews, run).comparedWith).toEqual({ runId: other.id, modelName: 'other.h5' })
  store.library.runs.remove(other.id)
  expect(reviewedEvents(reviews, run)).toMatchObject({ comparedWith: null, events: [{ disagreement: null }] })
})

it('find how much of the drive is in events that overlap, dismissed ones aside', () => {
  const event = (first: number, last: number, verdict: 'open' | 'dismissed' = 'open') => ({
    ...{ kind: 'left' as const, first, last, verdict }
  })
  const judged: JudgedRun = {
    predicted: Array(100).fill(0),
    recorded: null,
    scores: [],
    rule: defaultRule,
    attended: null,
    events: [event(0, 9), event(5, 14), event(6, 8), event(15, 15), event(50, 99, 'dismissed'), event(60, 69)],
    times: Array.from({ length: 100 }, (_, frame) => frame / 20),
    swap: null,
    mostlyOff: null,
    trust: null
  }
  expect(findingsOf(judged)).toMatchObject({ stretches: 5, shareOfDrive: 0.26, judged: 0, whereabouts: null })
})
