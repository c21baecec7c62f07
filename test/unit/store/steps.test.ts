import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Judgement } from '../../../src/main/store/judgementTable.ts'
import { openLibrary, type Library } from '../../../src/main/store/library.ts'
import type { StoredRun } from '../../../src/main/store/runTable.ts'
import { MOST_STEPS } from '../../../src/main/store/stepTable.ts'
import { defaultRule } from '../../../src/shared/events.ts'
import { addRun } from '../../../testing/storeRows.ts'

let dataDir: string
let library: Library
let run: StoredRun
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'lanegaze-steps-'))
  library = openLibrary(dataDir)
  ;({ run } = addRun(library))
})
afterEach(() => {
  library.close()
  rmSync(dataDir, { recursive: true, force: true })
})

const judgement = (id: number, verdict: Judgement['verdict'], note = ''): Judgement => ({
  ...{ id: `${run.id}:${id}`, driveId: run.driveId, runId: run.id, kind: 'left', first: 10 * id, last: 10 * id + 5 },
  ...{ verdict, note, tags: ['sign'], judged: { reviewer: 'Ada', at: 1 }, byHand: false }
})

function step(what: string, edit: () => void, reviewer = 'Ada'): void {
  library.steps.record({ driveId: run.driveId, runId: run.id, reviewer, what, table: 'judgements' }, edit)
}
const judge = (id: number, verdict: Judgement['verdict'], reviewer = 'Ada'): void =>
  step(`${verdict} ${id}`, () => library.judgements.save(judgement(id, verdict)), reviewer)
const take = (direction: 'undo' | 'redo', reviewer = 'Ada') => library.steps[direction](run.driveId, reviewer)
const verdicts = () => library.judgements.list(run.id).map(({ verdict }) => verdict)

function reopen(): void {
  library.close()
  library = openLibrary(dataDir)
}

describe('steps', () => {
  it('are undone and redone one by one, after a restart too', () => {
    judge(1, 'confirmed')
    judge(1, 'unsure')
    judge(2, 'dismissed')
    reopen()
    expect(library.steps.next(run.driveId, 'Ada')).toEqual({ undo: 'dismissed 2', redo: null })
    expect(take('undo').what).toBe('dismissed 2')
    expect(verdicts()).toEqual(['unsure'])
    take('undo')
    reopen()
    expect(library.judgements.list(run.id)).toEqual([judgement(1, 'confirmed')])
    expect(library.steps.next(run.driveId, 'Ada')).toEqual({ undo: 'confirmed 1', redo: 'unsure 1' })
    take('undo')
    expect(verdicts()).toEqual([])
    expect(() => take('undo')).toThrow('There is nothing to undo.')
    for (let i = 0; i < 3; i++) take('redo')
    expect(verdicts()).toEqual(['unsure', 'dismissed'])
    expect(() => take('redo')).toThrow('There is nothing to redo.')
  })

  it('that were undone are dropped by a new one', () => {
    judge(1, 'confirmed')
    take('undo')
    judge(2, 'confirmed')
    expect(() => take('redo')).toThrow('There is nothing to redo.')
  })

  it('leave all as it is where somebody changed the same since', () => {
    step('judge two', () => library.judgements.replace([], [judgement(1, 'confirmed'), judgement(2, 'confirmed')]))
    judge(2, 'dismissed', 'Bob')
    expect(() => take('undo')).toThrow(/^‘judge two’ cannot be undone: it was changed again since/)
    expect(verdicts()).toEqual(['confirmed', 'dismissed'])
    take('undo', 'Bob')
    take('undo')
    expect(verdicts()).toEqual([])
  })

  it('are of a reviewer and a drive each', () => {
    judge(1, 'confirmed')
    expect(() => take('undo', 'Bob')).toThrow('There is nothing to undo.')
    expect(library.steps.next('another', 'Ada')).toEqual({ undo: null, redo: null })
  })

  it('go with an edit that fails, all or nothing, and are none where nothing changed', () => {
    judge(1, 'confirmed')
    const fails = () =>
      step('fail', () => {
        library.judgements.save(judgement(2, 'confirmed'))
        throw new Error('no')
      })
    expect(fails).toThrow('no')
    judge(1, 'confirmed')
    expect(verdicts()).toEqual(['confirmed'])
    take('undo')
    expect(verdicts()).toEqual([])
  })

  it('are a hundred at most, the newest', () => {
    const note = (i: number) => step(`note ${i}`, () => library.judgements.save(judgement(1, 'open', `note ${i}`)))
    for (let i = 0; i <= MOST_STEPS; i++) note(i)
    for (let i = 0; i < MOST_STEPS; i++) take('undo')
    expect(library.judgements.list(run.id)[0]?.note).toBe('note 0')
    expect(() => take('undo')).toThrow('There is nothing to undo.')
  })

  it('hold the rule, the nominal stretch and the lanes', () => {
    const { driveId, id: runId } = run
    const of = { driveId, runId, reviewer: '' }
    const state = () => ({
      rule: library.rules.get(runId),
      nominal: library.nominal.get(driveId),
      lanes: library.lanes.get(driveId),
      settings: library.laneSettings.settings(driveId)
    })
    const polygon: [number, number][] = [
      [0.1, 1],
      [0.5, 0.4],
      [0.9, 1]
    ]
    const edits = [
      () =>
        library.steps.record({ ...of, what: 'rule', table: 'rules' }, () =>
          library.rules.set(driveId, runId, defaultRule)
        ),
      () =>
        library.steps.record({ ...of, what: 'nominal', table: 'nominal_stretches' }, () =>
          library.nominal.set(driveId, { first: 3, last: 7 })
        ),
      ...[4, 9].map(
        (frame) => () =>
          library.steps.record({ ...of, what: 'lane', table: 'lane_keyframes' }, () =>
            library.lanes.set(driveId, [{ frame, polygon }])
          )
      ),
      () =>
        library.steps.record({ ...of, what: 'settings', table: 'lane_settings' }, () =>
          library.laneSettings.setSettings(driveId, { ...library.laneSettings.settings(driveId), bonnet: 0.1 })
        )
    ]
    const states = [state()]
    for (const edit of edits) {
      edit()
      states.push(state())
    }
    for (const before of states.slice(0, -1).toReversed()) {
      take('undo', '')
      expect(state()).toEqual(before)
    }
    for (const after of states.slice(1)) {
      take('redo', '')
      expect(state()).toEqual(after)
    }
  })

  it('give back every state, whatever was done', () => {
    const edit = fc.record({
      id: fc.integer({ min: 0, max: 4 }),
      verdict: fc.constantFrom('open' as const, 'confirmed' as const, 'dismissed' as const, 'unsure' as const),
      note: fc.string({ maxLength: 8 }),
      isRemoval: fc.boolean()
    })
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 20 }), (edits) => {
        const reviewer = `reviewer ${Math.random()}`
        const states = [library.judgements.list(run.id)]
        for (const { id, verdict, note, isRemoval } of edits) {
          step(
            'edit',
            () => {
              if (isRemoval) library.judgements.remove(`${run.id}:${id}`)
              else library.judgements.save(judgement(id, verdict, note))
            },
            reviewer
          )
          const now = library.judgements.list(run.id)
          if (JSON.stringify(now) !== JSON.stringify(states.at(-1))) states.push(now)
        }
        for (const before of states.slice(0, -1).toReversed()) {
          take('undo', reviewer)
          expect(library.judgements.list(run.id)).toEqual(before)
        }
        for (const after of states.slice(1)) {
          take('redo', reviewer)
          expect(library.judgements.list(run.id)).toEqual(after)
        }
      }),
      { numRuns: 30 }
    )
  })
})
