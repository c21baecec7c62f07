import type { z } from 'zod'
import { Rule, type Verdict } from '../../shared/events.ts'
import { Polygon, type LaneKeyframe } from '../../shared/lanes.ts'
import { fromJson } from './json.ts'
import type { Database } from './sqlite.ts'

/** The lane polygons a person drew on a drive. */
export interface LaneTable {
  /** In rising frame order. */
  get(driveId: string): LaneKeyframe[]
  /** Takes the place of all that was there. */
  set(driveId: string, keyframes: readonly LaneKeyframe[]): void
}

export function laneTable(db: Database): LaneTable {
  const list = db.prepare<[string], { frame: number; polygon: string }>(
    'SELECT frame, polygon FROM lane_keyframes WHERE drive = ? ORDER BY frame'
  )
  const clear = db.prepare('DELETE FROM lane_keyframes WHERE drive = ?')
  const insert = db.prepare('INSERT INTO lane_keyframes (drive, frame, polygon) VALUES (?, ?, ?)')
  return {
    get: (driveId) => list.all(driveId).map(({ frame, polygon }) => ({ frame, polygon: fromJson(Polygon, polygon) })),
    set: db.transaction((driveId: string, keyframes: readonly LaneKeyframe[]) => {
      clear.run(driveId)
      for (const { frame, polygon } of keyframes) insert.run(driveId, frame, JSON.stringify(polygon))
    })
  }
}

/** The rule a person chose for a run. */
export interface RuleTable {
  get(runId: string): Rule | null
  set(driveId: string, runId: string, rule: Rule): void
}

export function ruleTable(db: Database): RuleTable {
  const one = db.prepare<[string], { rule: string }>('SELECT rule FROM rules WHERE run = ?')
  const upsert = db.prepare(
    'INSERT INTO rules (run, drive, rule) VALUES (?, ?, ?) ON CONFLICT (run) DO UPDATE SET rule = excluded.rule'
  )
  return {
    get(runId) {
      const row = one.get(runId)
      return row ? fromJson(Rule, row.rule) : null
    },
    set(driveId, runId, rule) {
      upsert.run(runId, driveId, JSON.stringify(rule))
    }
  }
}

/** What a person said about a stretch of frames of a run, or a stretch they added by hand. */
export interface Judgement {
  id: string
  driveId: string
  runId: string
  first: number
  last: number
  verdict: Verdict
  note: string
  byHand: boolean
}

export interface JudgementTable {
  /** In rising order of the first frame. */
  list(runId: string): Judgement[]
  /** Adds it, or takes the place of the one with its id. */
  save(judgement: Judgement): void
  remove(id: string): void
}

interface JudgementRow {
  id: string
  run: string
  drive: string
  first: number
  last: number
  verdict: Verdict
  note: string
  by_hand: number
}

export function judgementTable(db: Database): JudgementTable {
  const list = db.prepare<[string], JudgementRow>('SELECT * FROM judgements WHERE run = ? ORDER BY first, last, id')
  const upsert = db.prepare(`
    INSERT INTO judgements (id, run, drive, first, last, verdict, note, by_hand)
    VALUES (@id, @runId, @driveId, @first, @last, @verdict, @note, @byHand)
    ON CONFLICT (id) DO UPDATE SET run = excluded.run, drive = excluded.drive, first = excluded.first,
      last = excluded.last, verdict = excluded.verdict, note = excluded.note, by_hand = excluded.by_hand`)
  const remove = db.prepare('DELETE FROM judgements WHERE id = ?')
  return {
    list: (runId) =>
      list.all(runId).map(({ run, drive, by_hand, ...rest }) => ({
        ...rest,
        runId: run,
        driveId: drive,
        byHand: by_hand === 1
      })),
    save(judgement) {
      upsert.run({ ...judgement, byHand: Number(judgement.byHand) })
    },
    remove(id) {
      remove.run(id)
    }
  }
}

/** Small facts about how a person wants Lanegaze, by name. */
export interface SettingTable {
  get<T>(name: string, schema: z.ZodType<T>): T | null
  set(name: string, value: unknown): void
}

export function settingTable(db: Database): SettingTable {
  const one = db.prepare<[string], { value: string }>('SELECT value FROM settings WHERE name = ?')
  const upsert = db.prepare(
    'INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value'
  )
  return {
    get(name, schema) {
      const row = one.get(name)
      return row ? fromJson(schema, row.value) : null
    },
    set(name, value) {
      upsert.run(name, JSON.stringify(value))
    }
  }
}
