import { Rule } from '../../shared/events.ts'
import type { FrameRange } from '../../shared/recording.ts'
import { fromJson } from './json.ts'
import type { Database } from './sqlite.ts'

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

/** A rule that a person gave a name, for any run. */
export interface SavedRule {
  name: string
  rule: Rule
}

export interface SavedRuleTable {
  /** In the order of their names. */
  list(): SavedRule[]
  /** Adds it, or takes the place of the one of that name. */
  save(saved: SavedRule): void
  remove(name: string): void
}

export function savedRuleTable(db: Database): SavedRuleTable {
  const list = db.prepare<[], { name: string; rule: string }>('SELECT name, rule FROM saved_rules ORDER BY name')
  const upsert = db.prepare(
    'INSERT INTO saved_rules (name, rule) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET rule = excluded.rule'
  )
  const remove = db.prepare('DELETE FROM saved_rules WHERE name = ?')
  return {
    list: () => list.all().map(({ name, rule }) => ({ name, rule: fromJson(Rule, rule) })),
    save({ name, rule }) {
      upsert.run(name, JSON.stringify(rule))
    },
    remove(name) {
      remove.run(name)
    }
  }
}

/** The stretch of a drive that a person marked as nominal: rules can take their thresholds from it. */
export interface NominalTable {
  get(driveId: string): FrameRange | null
  /** null forgets it. */
  set(driveId: string, stretch: FrameRange | null): void
}

export function nominalTable(db: Database): NominalTable {
  const one = db.prepare<[string], FrameRange>('SELECT first, last FROM nominal_stretches WHERE drive = ?')
  const upsert = db.prepare(
    'INSERT INTO nominal_stretches (drive, first, last) VALUES (?, ?, ?) ON CONFLICT (drive) DO UPDATE SET first = excluded.first, last = excluded.last'
  )
  const remove = db.prepare('DELETE FROM nominal_stretches WHERE drive = ?')
  return {
    get: (driveId) => one.get(driveId) ?? null,
    set(driveId, stretch) {
      if (stretch) upsert.run(driveId, stretch.first, stretch.last)
      else remove.run(driveId)
    }
  }
}
