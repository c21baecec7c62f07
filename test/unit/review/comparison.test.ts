import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { compareRuns } from '../../../src/main/review/comparison.ts'
import { createReviews, type Reviews } from '../../../src/main/review/reviews.ts'
import type { StoredRun } from '../../../src/main/store/runTable.ts'
import { openStore, type Store } from '../../../src/main/store/store.ts'
import { defaultRule } from '../../../src/shared/events.ts'
import { quantise } from '../../../src/shared/saliencyMap.ts'
import type { SteeringUnit } from '../../../src/shared/steering.ts'
import { fillRun, shareMasses } from '../../../testing/filledRun.ts'
import { addRun, modelDto, recordingOf } from '../../../testing/storeRows.ts'

/** Five seconds, in which the car was steered further and further to the left. */
const FRAMES = 100
const RATE = 20
const map = quantise(new Float32Array(4).fill(1), 2, 2)
const driven = (frame: number): number => frame / FRAMES

let dataDir: string
let store: Store
let reviews: Reviews
/** It steers as it was driven, and looks away in frames 20..59. */
let run: StoredRun
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'lanegaze-comparison-'))
  store = openStore(dataDir)
  reviews = createReviews(store)
  ;({ run } = addRun(store.library))
  store
    .cache(run.driveId)
    .setSignals([
      { name: 'angle', role: 'steering', unit: 'normalised', sourcePositive: 'left', values: steered(driven) }
    ])
  fill(run, driven, [20, 59])
})
afterEach(() => {
  store.close()
  rmSync(dataDir, { recursive: true, force: true })
})

function steered(steering: (frame: number) => number): number[] {
  return Array.from({ length: FRAMES }, (_, frame) => steering(frame))
}

/** Analyses a run: 0.1 of its attention is in the lanes in the frames that it looks away in, elsewhere 0.9. */
function fill(of: StoredRun, steering: (frame: number) => number, [first, last]: [number, number], frames = FRAMES) {
  const cache = store.cache(of.driveId)
  fillRun(cache, of.id, { frames, rate: RATE, map: () => map, steering })
  const share = (frame: number): number => (frame >= first && frame <= last ? 0.1 : 0.9)
  cache.setMasses(
    of.id,
    'test',
    shareMasses(frames, share, () => 0.5)
  )
}

/** Another model on the same drive. */
function otherRun(hash: string, unit: SteeringUnit = 'normalised', driveId = run.driveId): StoredRun {
  const model = store.library.models.save({ ...modelDto(hash.repeat(64)), name: `model ${hash}` })
  const head = { ...model.head, unit }
  const key = { ...run.key, modelHash: model.hash, head }
  return store.library.runs.add({ driveId, modelId: model.id, engine: 'auto', key })
}

describe('two runs of a drive', () => {
  it('are compared in steering and in attention, with their signs', () => {
    const other = otherRun('a')
    fill(other, (frame) => driven(frame) - (frame === 70 ? 0.5 : 0.1), [40, 79])
    const { frames, runs, pairs, rulesDiffer } = compareRuns(reviews, [run, other])
    expect({ frames, rulesDiffer }).toEqual({ frames: FRAMES, rulesDiffer: false })
    expect(runs.map(({ modelName, methodLabel, unit }) => [modelName, methodLabel, unit])).toEqual([
      ['model.h5', 'Gradient', 'normalised'],
      ['model a', 'Gradient', 'normalised']
    ])
    expect(runs[0]!.correlation).toBeCloseTo(1, 9)
    // Forty of a hundred frames look away.
    expect(runs[0]!.inLanes).toEqual({ mean: expect.closeTo(0.6 * 0.9 + 0.4 * 0.1, 6), frames: FRAMES })
    expect(runs[0]!.left).toEqual({ stretches: [{ first: 20, last: 59 }], share: 0.4 })

    expect(pairs).toHaveLength(1)
    const { steering, attention, leftAlone } = pairs[0]!
    expect(steering).toMatchObject({ unit: 'normalised', frames: FRAMES, mean: expect.closeTo(0.104, 6) })
    expect(steering!.moments[0]).toEqual({ frame: 70, seconds: 3.5, difference: expect.closeTo(0.5, 6) })
    expect(attention!.largest).toBeCloseTo(0.8, 6)
    // Frames in which only one looks away: 20..39 the first, 60..79 the other.
    expect(attention!.mean).toBeCloseTo(0.4 * 0.8, 6)
    expect(leftAlone.a.map(({ first, last, seconds }) => [first, last, seconds])).toEqual([[20, 39, 1]])
    expect(leftAlone.b.map(({ first, last }) => [first, last])).toEqual([[60, 79]])
  })

  it('are compared over the frames that both have', () => {
    const other = otherRun('a')
    fill(other, driven, [0, 0], 50)
    store.cache(run.driveId).setFrameCount(FRAMES)
    const { frames, runs } = compareRuns(reviews, [run, other])
    expect(frames).toBe(50)
    expect(runs[0]!.left).toEqual({ stretches: [{ first: 20, last: 49 }], share: 30 / 50 })
  })

  it('have no difference of steering where their units differ', () => {
    const other = otherRun('a', 'deg')
    fill(other, driven, [40, 79])
    const [pair] = compareRuns(reviews, [run, other]).pairs
    expect(pair!.steering).toBeNull()
    expect(pair!.attention).not.toBeNull()
  })

  it('are judged each by its own rule, and that is said', () => {
    const other = otherRun('a')
    fill(other, driven, [40, 79])
    const kinds = { ...defaultRule.kinds, left: false }
    store.library.rules.set(run.driveId, other.id, { ...defaultRule, kinds })
    const { rulesDiffer, runs, pairs } = compareRuns(reviews, [run, other])
    expect(rulesDiffer).toBe(true)
    expect(runs[1]!.left).toBeNull()
    // Of a run that nobody asked nobody knows that it stayed.
    expect(pairs[0]!.leftAlone).toEqual({ a: [], b: [] })
  })
})

it('compares each two of four runs once, in their order', () => {
  const others = ['a', 'b', 'c'].map((hash) => otherRun(hash))
  for (const other of others) fill(other, driven, [40, 79])
  const { pairs } = compareRuns(reviews, [run, ...others])
  const [a, b, c, d] = [run, ...others].map(({ id }) => id)
  expect(pairs.map((pair) => [pair.a, pair.b])).toEqual([
    [a, b],
    [a, c],
    [a, d],
    [b, c],
    [b, d],
    [c, d]
  ])
})

it('refuses runs of several drives, and one without results', () => {
  const waiting = otherRun('a')
  expect(() => compareRuns(reviews, [run, waiting])).toThrow(
    `The run '${waiting.id}' has no results yet; analyse its drive, then compare.`
  )
  const drive = store.library.drives.save(
    { ...recordingOf('c'.repeat(64)), name: 'another' },
    { openWith: {}, sample: false }
  )
  const stray = otherRun('b', 'normalised', drive.id)
  expect(() => compareRuns(reviews, [run, stray])).toThrow(/^Only runs of one drive can be compared: .*'another'\.$/)
})
