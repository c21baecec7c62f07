import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  addEvent,
  changeEvent,
  changeEvents,
  mergeEvents,
  removeEvent,
  splitEvent
} from '../../../src/main/review/editEvents.ts'
import { findingsOfRun } from '../../../src/main/review/findings.ts'
import { nextSteps, setReviewer, takeStep } from '../../../src/main/review/personalSteps.ts'
import { previewRule, reviewedEvents } from '../../../src/main/review/reviewedEvents.ts'
import { createReviews, type Reviews } from '../../../src/main/review/reviews.ts'
import type { StoredRun } from '../../../src/main/store/runTable.ts'
import { openStore, type Store } from '../../../src/main/store/store.ts'
import { defaultRule, type Rule } from '../../../src/shared/events.ts'
import { quantise } from '../../../src/shared/saliencyMap.ts'
import { fillRun, shareMasses } from '../../../testing/filledRun.ts'
import { addRun, modelDto } from '../../../testing/storeRows.ts'

const FRAMES = 200
const rule: Rule = { ...defaultRule, smoothSeconds: 0, mergeSeconds: 0, minSeconds: 0.1 }

let dataDir: string
let store: Store
let reviews: Reviews
let run: StoredRun
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'lanegaze-events-'))
  store = openStore(dataDir)
  reviews = createReviews(store)
  ;({ run } = addRun(store.library))
  store.library.rules.set(run.driveId, run.id, rule)
  writeResults(run.id, 0)
  score(([first, last]) => first >= 20 && last <= 39)
})
afterEach(() => {
  store.close()
  rmSync(dataDir, { recursive: true, force: true })
})

/** A prediction of `steering` in every frame, but 0.5 in frames 60 to 79; 20 frames a second. */
function writeResults(runId: string, steering: number): void {
  const map = quantise(new Float32Array(4).fill(1), 2, 2)
  fillRun(store.cache(run.driveId), runId, {
    frames: FRAMES,
    rate: 20,
    map: () => map,
    steering: (frame) => (frame >= 60 && frame < 80 ? 0.5 : steering)
  })
}

/** Attention is off the lane in frames 20..39, 60..79 and 100..109: the share is a tenth there, else a half. */
const off: [number, number][] = [
  [20, 39],
  [60, 79],
  [100, 109]
]
function score(deeper: (stretch: [number, number]) => boolean): void {
  const masses = shareMasses(
    FRAMES,
    (frame) => {
      const stretch = off.find(([first, last]) => first <= frame && frame <= last)
      return stretch ? (deeper(stretch) ? 0.05 : 0.1) : 0.5
    },
    (margin) => 0.25 + margin / 100
  )
  store.cache(run.driveId).setMasses(run.id, 'test', masses)
}

const ranges = (): [number, number][] => reviewedEvents(reviews, run).events.map(({ first, last }) => [first, last])
const idAt = (frame: number): string =>
  reviewedEvents(reviews, run).events.find(({ first, last }) => first <= frame && frame <= last)!.id
/** Flags the drive anew by another rule, under which the ends of what is found are others, and back. */
function flagAnew(): void {
  store.library.rules.set(run.driveId, run.id, { ...rule, enter: 0.3, leave: 0.3 })
  reviewedEvents(reviews, run)
  store.library.rules.set(run.driveId, run.id, { ...rule, enter: 0.81 })
}

describe('events by hand', () => {
  it('are added, and stay whatever the rule', () => {
    const added = addEvent(reviews, run, { first: 150, last: 159, note: 'a cat', kind: 'left' })
    expect(added).toMatchObject({ first: 150, last: 159, note: 'a cat', verdict: 'confirmed', byHand: true })
    expect(added.changed).toBe(false)
    expect(added.reason).toBe('marked by hand: 50 % of attention in the lane, 50 % left of the lane, for 0.5 s')
    flagAnew()
    expect(ranges()).toEqual([...off, [150, 159]])
    removeEvent(reviews, run, added.id)
    expect(ranges()).toEqual(off)
  })

  it('take the place of what they were trimmed from, with its verdict and note, after flagging anew too', () => {
    changeEvent(reviews, run, idAt(25), { verdict: 'dismissed', note: 'a bridge' })
    const trimmed = changeEvent(reviews, run, idAt(25), { last: 45 })
    expect(trimmed).toMatchObject({ first: 20, last: 45, byHand: true, changed: true, verdict: 'dismissed' })
    expect(trimmed.note).toBe('a bridge')
    expect(changeEvent(reviews, run, trimmed.id, { first: 30 }).id).toBe(trimmed.id)
    flagAnew()
    expect(ranges()).toEqual([[30, 45], off[1], off[2]])
    removeEvent(reviews, run, trimmed.id)
    expect(ranges()).toEqual(off)
    expect(reviewedEvents(reviews, run).events[0]).toMatchObject({ byHand: false, verdict: 'open' })
  })

  it('are split in two', () => {
    changeEvent(reviews, run, idAt(65), { verdict: 'confirmed', note: 'two signs' })
    const [earlier, later] = splitEvent(reviews, run, idAt(65), 70)
    expect(earlier).toMatchObject({ first: 60, last: 69, verdict: 'confirmed', note: 'two signs' })
    expect(later).toMatchObject({ first: 70, last: 79, verdict: 'confirmed', note: '' })
    flagAnew()
    expect(ranges()).toEqual([off[0], [60, 69], [70, 79], off[2]])
    // The rule's own comes back when nothing stands instead of it any more.
    removeEvent(reviews, run, later!.id)
    expect(ranges()).toEqual([off[0], [60, 69], off[2]])
    removeEvent(reviews, run, earlier!.id)
    expect(ranges()).toEqual(off)
  })

  it('are merged, with what lies between them and all notes', () => {
    changeEvent(reviews, run, idAt(25), { note: 'one' })
    changeEvent(reviews, run, idAt(105), { note: 'three', verdict: 'confirmed' })
    const merged = mergeEvents(reviews, run, [idAt(105), idAt(25)])
    expect(merged).toMatchObject({ first: 20, last: 109, note: 'one\nthree', verdict: 'confirmed', changed: true })
    flagAnew()
    expect(ranges()).toEqual([[20, 109]])
    splitEvent(reviews, run, merged.id, 50)
    expect(ranges()).toEqual([
      [20, 49],
      [50, 109]
    ])
  })

  it('do not hide what is far longer than the stretch they were made of', () => {
    changeEvent(reviews, run, idAt(25), { first: 22 })
    store.library.rules.set(run.driveId, run.id, { ...rule, measure: 'share', enter: 0.6, leave: 0.6 })
    expect(ranges()).toEqual([
      [0, FRAMES - 1],
      [22, 39]
    ])
  })

  it.each<[string, () => unknown, RegExp]>([
    ['frames that are not there', () => changeEvent(reviews, run, idAt(25), { last: FRAMES }), /frames 0 to 199/],
    ['an end before the beginning', () => changeEvent(reviews, run, idAt(25), { last: 10 }), /end before it/],
    ['a split at its first frame', () => splitEvent(reviews, run, idAt(25), 20), /frames 21 to 39, not at 20/],
    ['one event to merge', () => mergeEvents(reviews, run, [idAt(25), idAt(25)]), /only one/],
    ['the removal of what the rule found', () => removeEvent(reviews, run, idAt(25)), /dismiss this one/],
    ['an event that is not there', () => splitEvent(reviews, run, '1-2', 2), /no event '1-2'/]
  ])('are refused with %s', (_, act, says) => {
    expect(act).toThrow(says)
    expect(ranges()).toEqual(off)
  })
})

describe('rules', () => {
  it('take their thresholds from the nominal stretch of the drive', () => {
    const relative: Rule = { ...rule, thresholds: 'quantile', enter: 0, leave: 0.5 }
    store.library.nominal.set(run.driveId, { first: 0, last: 19 })
    store.library.rules.set(run.driveId, run.id, relative)
    const { thresholds, nominal } = reviewedEvents(reviews, run)
    expect([thresholds, nominal]).toEqual([
      { enter: 2, leave: 2 },
      { first: 0, last: 19 }
    ])
    store.library.nominal.set(run.driveId, null)
    expect(reviewedEvents(reviews, run).thresholds?.enter).toBeCloseTo(0.2)
  })

  it('are tried without being kept, with the curves of another margin', () => {
    const tried = { ...rule, enter: 0.3, leave: 0.3 }
    const preview = previewRule(reviews, run, tried)
    expect(preview.events.map(({ first, last }) => [first, last])).toEqual([off[0]])
    expect(preview.curves).toBeNull()
    const wider = previewRule(reviews, run, { ...tried, margin: 0.25 }).curves!
    expect(wider.lift[0]).toBeCloseTo(0.5 / 0.3, 5)
    expect(wider.share[0]).toBe(0.5)
    expect(ranges()).toEqual(off)
    expect(reviewedEvents(reviews, run).rule).toEqual(rule)
  })
})

describe('the ranking', () => {
  it('puts what steers badly before what is as severe', () => {
    score(() => false)
    store.cache(run.driveId).setSignals([
      {
        name: 'angle',
        role: 'steering',
        unit: 'normalised',
        sourcePositive: 'left',
        values: Array.from({ length: FRAMES }, (_, frame) => 0.1 * Math.sin(frame))
      }
    ])
    const [first, second] = reviewedEvents(reviews, run).events
    expect(first!.severity).toBeCloseTo(second!.severity, 9)
    expect(second!.priority).toBeGreaterThan(first!.priority)
    expect(second!.reason).toMatch(/; steering error \d\.\d times the usual$/)
    expect(first!.reason).not.toMatch(/steering/)
  })

  it('compares with another model on the same drive, where one has run', () => {
    expect(reviewedEvents(reviews, run).comparedWith).toBeNull()
    const model = store.library.models.save({ ...modelDto('f'.repeat(64)), name: 'other.h5' })
    const other = store.library.runs.add({
      driveId: run.driveId,
      modelId: model.id,
      engine: 'auto',
      key: { ...run.key, modelHash: model.hash }
    })
    writeResults(other.id, 0.1)
    const { comparedWith, events } = reviewedEvents(reviews, run)
    expect(comparedWith).toEqual({ runId: other.id, modelName: 'other.h5' })
    // Both steer 0.5 in frames 60..79, and 0.1 apart elsewhere: also in the second after the event.
    expect(events.map(({ disagreement }) => disagreement)).toEqual(
      [1, 0.5, 1].map((gap) => expect.closeTo(gap, 6) as number)
    )
  })
})

describe('what people say of events', () => {
  const take = (direction: 'undo' | 'redo') => takeStep(store.library, run.driveId, direction)
  const said = () => reviewedEvents(reviews, run).events.map(({ verdict, tags }) => `${verdict} ${tags.join('+')}`)

  it('names who gave a verdict and when, whoever says more of it later', () => {
    setReviewer(store.library, { name: 'Ada' })
    const before = Date.now()
    const judged = changeEvent(reviews, run, idAt(25), { verdict: 'unsure' }).judged
    expect(judged?.reviewer).toBe('Ada')
    expect(judged!.at).toBeGreaterThanOrEqual(before)
    expect(judged!.at).toBeLessThanOrEqual(Date.now())
    setReviewer(store.library, { name: 'Bob' })
    expect(changeEvent(reviews, run, idAt(25), { note: 'a cat', tags: ['cat'] }).judged).toEqual(judged)
    expect(changeEvent(reviews, run, idAt(25), { last: 45 }).judged).toEqual(judged)
    expect(changeEvent(reviews, run, idAt(25), { verdict: 'open' }).judged).toBeNull()
  })

  it('is said of several at once, and undone at once', () => {
    changeEvent(reviews, run, idAt(25), { tags: ['cat'] })
    const ids = [25, 65, 105].map(idAt)
    const answer = { events: ids, verdict: 'dismissed' as const, addTags: ['rain'], removeTags: ['cat'] }
    expect(changeEvents(reviews, run, answer).map(({ id }) => id)).toEqual(ids)
    expect(said()).toEqual(Array(3).fill('dismissed rain'))
    expect(take('undo')).toMatchObject({ what: 'dismiss 3 events', events: ids, run: run.id, lanes: false })
    expect(said()).toEqual(['open cat', 'open ', 'open '])
    take('redo')
    expect(said()).toEqual(Array(3).fill('dismissed rain'))
    expect(() => changeEvents(reviews, run, { ...answer, verdict: 'open', events: [...ids, 'none'] })).toThrow(
      /no event 'none'/
    )
    expect(said()).toEqual(Array(3).fill('dismissed rain'))
  })

  it('comes back after it was split, joined, trimmed, added to and removed', () => {
    changeEvent(reviews, run, idAt(25), { verdict: 'confirmed', note: 'a cat' })
    const [before, ranged] = [reviewedEvents(reviews, run).events, ranges()]
    const edits = [
      () => splitEvent(reviews, run, idAt(65), 70),
      () => mergeEvents(reviews, run, [idAt(25), idAt(105)]),
      () => changeEvent(reviews, run, idAt(25), { last: 41 }),
      () => addEvent(reviews, run, { first: 150, last: 159, note: '', kind: 'left' }),
      () => removeEvent(reviews, run, idAt(155))
    ]
    for (const edit of edits) edit()
    expect(ranges()).not.toEqual(ranged)
    const words = edits.map(() => take('undo').what)
    expect(words).toEqual([
      'remove the event at 0:07.5',
      'add the event at 0:07.5',
      'change the frames of the event at 0:01.0',
      'join 2 events',
      'split the event at 0:03.0'
    ])
    expect(reviewedEvents(reviews, run).events).toEqual(before)
    expect(nextSteps(store.library, run.driveId)).toMatchObject({ undo: 'confirm the event at 0:01.0' })
  })

  it('counts neither way where they are unsure', () => {
    const stretches = () => findingsOfRun(reviews, run, 'finished').stretches
    changeEvent(reviews, run, idAt(25), { verdict: 'unsure' })
    expect(stretches()).toBe(3)
    changeEvent(reviews, run, idAt(25), { verdict: 'dismissed' })
    expect(stretches()).toBe(2)
  })
})
