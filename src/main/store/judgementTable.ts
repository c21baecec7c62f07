import { EventKind } from '../../shared/eventKinds.ts'
import type { Verdict } from '../../shared/events.ts'
import type { FrameRange } from '../../shared/recording.ts'
import type { Database } from './sqlite.ts'

/** What a person said about a stretch of frames of a run, or a stretch they added or changed by hand. */
export interface Judgement {
  id: string
  driveId: string
  runId: string
  kind: EventKind
  first: number
  last: number
  verdict: Verdict
  note: string
  byHand: boolean
  /** By hand: what the rule finds mostly within these frames is what this stretch was made of, and is not shown. */
  instead?: FrameRange
}

export interface JudgementTable {
  /** In rising order of the first frame. */
  list(runId: string): Judgement[]
  /** Adds it, or takes the place of the one with its id. */
  save(judgement: Judgement): void
  remove(id: string): void
  /** Removes some and saves others, all or nothing. */
  replace(removed: readonly string[], saved: readonly Judgement[]): void
}

interface JudgementRow {
  id: string
  run: string
  drive: string
  kind: string
  first: number
  last: number
  verdict: Verdict
  note: string
  by_hand: number
  instead_first: number | null
  instead_last: number | null
}

export function judgementTable(db: Database): JudgementTable {
  const list = db.prepare<[string], JudgementRow>('SELECT * FROM judgements WHERE run = ? ORDER BY first, last, id')
  const upsert = db.prepare(`
    INSERT INTO judgements (id, run, drive, kind, first, last, verdict, note, by_hand, instead_first, instead_last)
    VALUES (@id, @runId, @driveId, @kind, @first, @last, @verdict, @note, @byHand, @insteadFirst, @insteadLast)
    ON CONFLICT (id) DO UPDATE SET run = excluded.run, drive = excluded.drive, kind = excluded.kind,
      first = excluded.first, last = excluded.last, verdict = excluded.verdict, note = excluded.note, by_hand = excluded.by_hand,
      instead_first = excluded.instead_first, instead_last = excluded.instead_last`)
  const remove = db.prepare('DELETE FROM judgements WHERE id = ?')
  function save({ instead, ...judgement }: Judgement): void {
    const range = { insteadFirst: instead?.first ?? null, insteadLast: instead?.last ?? null }
    upsert.run({ ...judgement, ...range, byHand: Number(judgement.byHand) })
  }
  return {
    list: (runId) => list.all(runId).map(toJudgement),
    save,
    remove(id) {
      remove.run(id)
    },
    replace: db.transaction((removed: readonly string[], saved: readonly Judgement[]) => {
      for (const id of removed) remove.run(id)
      for (const judgement of saved) save(judgement)
    })
  }
}

function toJudgement({ run, drive, kind, by_hand, instead_first, instead_last, ...rest }: JudgementRow): Judgement {
  return {
    ...rest,
    runId: run,
    driveId: drive,
    kind: EventKind.parse(kind),
    byHand: by_hand === 1,
    ...(instead_first !== null && instead_last !== null && { instead: { first: instead_first, last: instead_last } })
  }
}
