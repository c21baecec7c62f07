import { InputError } from '../../shared/errors.ts'
import { ChangedRows, changesBetween, rowKeeper, type EditedTable } from './changedRows.ts'
import { fromJson } from './json.ts'
import type { Database } from './sqlite.ts'

/** What a person did to a drive, in one go. */
export interface Step {
  driveId: string
  /** The run that it was done in; null for what is of the drive. */
  runId: string | null
  /** '' where they have no name. */
  reviewer: string
  /** In words that go on from 'Undo': 'confirm the event at 0:07.4'. */
  what: string
}

/** A step that was undone or done again, and where it changed something. */
export type TakenStep = Step & { changed: ChangedRows }

/** So many steps of a person on a drive are kept. */
export const MOST_STEPS = 100

/** Steps of people, to undo and to do again: each person has their own of each drive. */
export interface StepTable {
  /**
   * Does an edit and keeps what it changed in `table`, all or nothing. A new step drops those that were undone before it;
   * an edit that changes nothing is none.
   */
  record<T>(step: Step & { table: EditedTable; now?: number }, edit: () => T): T
  /** What would be undone and done again next, in words. */
  next(driveId: string, reviewer: string): { undo: string | null; redo: string | null }
  /** @throws InputError where there is nothing to undo, or something was changed since: then all stays as it is */
  undo(driveId: string, reviewer: string): TakenStep
  /** The same the other way. */
  redo(driveId: string, reviewer: string): TakenStep
}

interface StepRow {
  id: number
  drive: string
  run: string | null
  reviewer: string
  what: string
  changes: string
}

export function stepTable(db: Database): StepTable {
  const rows = rowKeeper(db)
  const insert = db.prepare(
    'INSERT INTO steps (drive, run, reviewer, at, what, changes) VALUES (@driveId, @runId, @reviewer, @now, @what, @changes)'
  )
  const dropUndone = db.prepare('DELETE FROM steps WHERE drive = ? AND reviewer = ? AND undone = 1')
  const dropOldest = db.prepare(
    'DELETE FROM steps WHERE id IN (SELECT id FROM steps WHERE drive = ? AND reviewer = ? ORDER BY id DESC LIMIT -1 OFFSET ?)'
  )
  const mark = db.prepare('UPDATE steps SET undone = ? WHERE id = ?')
  const steps = 'FROM steps WHERE drive = ? AND reviewer = ? AND undone'
  const of = {
    undo: {
      row: db.prepare<[string, string], StepRow>(`SELECT * ${steps} = 0 ORDER BY id DESC LIMIT 1`),
      what: db.prepare<[string, string], string>(`SELECT what ${steps} = 0 ORDER BY id DESC LIMIT 1`).pluck()
    },
    redo: {
      row: db.prepare<[string, string], StepRow>(`SELECT * ${steps} = 1 ORDER BY id LIMIT 1`),
      what: db.prepare<[string, string], string>(`SELECT what ${steps} = 1 ORDER BY id LIMIT 1`).pluck()
    }
  }

  function take(direction: 'undo' | 'redo', driveId: string, reviewer: string): TakenStep {
    const row = of[direction].row.get(driveId, reviewer)
    if (!row) throw new InputError(direction === 'undo' ? 'There is nothing to undo.' : 'There is nothing to redo.')
    const changed = fromJson(ChangedRows, row.changes)
    if (!rows.putBack(changed, direction === 'undo' ? 'before' : 'after'))
      throw new InputError(
        `‘${row.what}’ cannot be ${direction === 'undo' ? 'undone' : 'redone'}: it was changed again since, by somebody else or in another window.`
      )
    mark.run(direction === 'undo' ? 1 : 0, row.id)
    return { driveId, runId: row.run, reviewer, what: row.what, changed }
  }

  function record<T>({ table, now = Date.now(), ...step }: Parameters<StepTable['record']>[0], edit: () => T): T {
    const { driveId, reviewer } = step
    const before = rows.read(table, step)
    const done = edit()
    const changed: ChangedRows = { table, rows: changesBetween(before, rows.read(table, step)) }
    if (changed.rows.length === 0) return done
    dropUndone.run(driveId, reviewer)
    insert.run({ ...step, now, changes: JSON.stringify(changed) })
    dropOldest.run(driveId, reviewer, MOST_STEPS)
    return done
  }

  // Others may write too: what was read is as it is until the end.
  return {
    record: (step, edit) => db.transaction(() => record(step, edit)).immediate(),
    next: (driveId, reviewer) => ({
      undo: of.undo.what.get(driveId, reviewer) ?? null,
      redo: of.redo.what.get(driveId, reviewer) ?? null
    }),
    undo: (driveId, reviewer) => db.transaction(() => take('undo', driveId, reviewer)).immediate(),
    redo: (driveId, reviewer) => db.transaction(() => take('redo', driveId, reviewer)).immediate()
  }
}
