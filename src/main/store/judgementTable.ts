import { z } from 'zod'
import { EventKind } from '../../shared/eventKinds.ts'
import { Verdict } from '../../shared/events.ts'
import type { FrameRange } from '../../shared/recording.ts'
import { fromJson } from './json.ts'
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
  /** Names, in the order in which they were given. */
  tags: readonly string[]
  /** Who gave the verdict ('' where they have no name), and when; null before one was given, or noted so. */
  judged: JudgedBy | null
  byHand: boolean
  /** By hand: what the rule finds mostly within these frames is what this stretch was made of, and is not shown. */
  instead?: FrameRange
}

/** Who gave a verdict, and when, in milliseconds since 1970. */
export interface JudgedBy {
  reviewer: string
  at: number
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
  verdict: string
  note: string
  tags: string
  reviewer: string
  judged_at: number | null
  by_hand: number
  instead_first: number | null
  instead_last: number | null
}

export function judgementTable(db: Database): JudgementTable {
  const list = db.prepare<[string], JudgementRow>('SELECT * FROM judgements WHERE run = ? ORDER BY first, last, id')
  const upsert = db.prepare(`
    INSERT INTO judgements (id, run, drive, kind, first, last, verdict, note, tags, reviewer, judged_at, by_hand, instead_first, instead_last)
    VALUES (@id, @runId, @driveId, @kind, @first, @last, @verdict, @note, @tags, @reviewer, @judgedAt, @byHand, @insteadFirst, @insteadLast)
    ON CONFLICT (id) DO UPDATE SET run = excluded.run, drive = excluded.drive, kind = excluded.kind,
      first = excluded.first, last = excluded.last, verdict = excluded.verdict, note = excluded.note,
      tags = excluded.tags, reviewer = excluded.reviewer, judged_at = excluded.judged_at, by_hand = excluded.by_hand,
      instead_first = excluded.instead_first, instead_last = excluded.instead_last`)
  const remove = db.prepare('DELETE FROM judgements WHERE id = ?')
  function save({ instead, judged, tags, ...judgement }: Judgement): void {
    upsert.run({
      ...judgement,
      tags: JSON.stringify(tags),
      reviewer: judged?.reviewer ?? '',
      judgedAt: judged?.at ?? null,
      byHand: Number(judgement.byHand),
      insteadFirst: instead?.first ?? null,
      insteadLast: instead?.last ?? null
    })
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

const Tags = z.array(z.string())

function toJudgement(row: JudgementRow): Judgement {
  const { id, first, last, note, instead_first, instead_last } = row
  return {
    ...{ id, first, last, note },
    runId: row.run,
    driveId: row.drive,
    kind: EventKind.parse(row.kind),
    verdict: Verdict.parse(row.verdict),
    tags: fromJson(Tags, row.tags),
    judged: row.judged_at === null ? null : { reviewer: row.reviewer, at: row.judged_at },
    byHand: row.by_hand === 1,
    ...(instead_first !== null && instead_last !== null && { instead: { first: instead_first, last: instead_last } })
  }
}
