import type { Warning } from '../../shared/recording.ts'
import type { SaliencyMap } from '../../shared/saliencyMap.ts'
import type { SeenPixels } from '../../shared/seenPixels.ts'
import type { EngineId } from '../../shared/engines.ts'
import { fromJson, Warnings } from './json.ts'
import type { Database } from './sqlite.ts'

/** What a run found out about itself. What was asked of it is in the library; how far it is follows from its rows. */
export interface RunFacts {
  /** The engine that computes it, and the version of the library underneath; null before the first batch. */
  engine: EngineId | null
  engineVersion: string | null
  warnings: Warning[]
  /** The sentence of a run that failed. */
  failure: string | null
}

/** One frame of a run. */
export interface ResultRow {
  frame: number
  /** Predicted steering, left-positive, in the unit of the run's head. */
  steering: number
  map: SaliencyMap
}

/** The numbers of one frame of a run, without its map. */
export interface ResultNumbers {
  steering: number
  width: number
  height: number
  scale: number
  sum: number
}

export interface ResultTables {
  /** Null before the run was ever started. */
  run(runId: string): RunFacts | null
  /** Adds the run's facts or takes their place. */
  saveRun(runId: string, facts: RunFacts): void
  setFailure(runId: string, failure: string | null): void
  /** What the run's model sees of its input; null where that is not worked out yet. */
  seenPixels(runId: string): SeenPixels | null
  setSeenPixels(runId: string, seen: SeenPixels): void
  /** Frames 0..n-1 of the run have a prediction and a map. */
  resultsDone(runId: string): number
  /** One a frame, in frame order from frame 0; maps are not read. */
  results(runId: string): ResultNumbers[]
  /** Predicted steering, one a frame, left-positive. */
  steering(runId: string): number[]
  /** The stored map of a frame; null where there is none (yet). */
  map(runId: string, frame: number): SaliencyMap | null
  /** The stored maps of frames from..from+count-1, as far as they are there. */
  maps(runId: string, from: number, count: number): SaliencyMap[]
  /** Takes away all that the run computed. */
  removeRun(runId: string): void
}

interface MapRow extends ResultNumbers {
  data: Uint8Array
}

/** Inserts rows of results; part of a batch, so the caller holds the transaction. */
export function resultWriter(db: Database): (runId: string, rows: readonly ResultRow[]) => void {
  const insertResult = db.prepare(
    'INSERT INTO results (run, frame, steering, width, height, scale, sum) VALUES (?, ?, ?, ?, ?, ?, ?)'
  )
  const insertMap = db.prepare('INSERT INTO maps (run, frame, data) VALUES (?, ?, ?)')
  return (runId, rows) => {
    for (const { frame, steering, map } of rows) {
      insertResult.run(runId, frame, steering, map.width, map.height, map.scale, map.sum)
      insertMap.run(runId, frame, map.data)
    }
  }
}

function toMap({ width, height, scale, sum, data }: MapRow): SaliencyMap {
  return { width, height, scale, sum, data }
}

export function resultTables(db: Database): ResultTables {
  const facts = db.prepare<[string], Omit<RunFacts, 'warnings'> & { warnings: string }>(
    'SELECT engine, engine_version AS engineVersion, warnings, failure FROM runs WHERE id = ?'
  )
  const upsert = db.prepare(`
    INSERT INTO runs (id, engine, engine_version, warnings, failure)
    VALUES (@runId, @engine, @engineVersion, @warnings, @failure)
    ON CONFLICT (id) DO UPDATE SET engine = excluded.engine, engine_version = excluded.engine_version,
      warnings = excluded.warnings, failure = excluded.failure`)
  const fail = db.prepare(`
    INSERT INTO runs (id, warnings, failure) VALUES (@runId, '[]', @failure)
    ON CONFLICT (id) DO UPDATE SET failure = excluded.failure`)
  const seen = db.prepare<[string], SeenPixels>('SELECT width, height, data FROM seen_pixels WHERE run = ?')
  const setSeen = db.prepare(`
    INSERT INTO seen_pixels (run, width, height, data) VALUES (@runId, @width, @height, @data)
    ON CONFLICT (run) DO UPDATE SET width = excluded.width, height = excluded.height, data = excluded.data`)
  const last = db.prepare<[string], { last: number | null }>('SELECT max(frame) AS last FROM results WHERE run = ?')
  const numbers = db.prepare<[string], ResultNumbers>(
    'SELECT steering, width, height, scale, sum FROM results WHERE run = ? ORDER BY frame'
  )
  const steering = db.prepare<[string], number>('SELECT steering FROM results WHERE run = ? ORDER BY frame').pluck()
  const withMaps = 'SELECT steering, width, height, scale, sum, data FROM results JOIN maps USING (run, frame)'
  const one = db.prepare<[string, number], MapRow>(`${withMaps} WHERE run = ? AND frame = ?`)
  const several = db.prepare<[string, number, number], MapRow>(
    `${withMaps} WHERE run = ? AND frame >= ? ORDER BY frame LIMIT ?`
  )
  const removals = ['results', 'maps', 'score_columns', 'seen_pixels'].map((table) =>
    db.prepare(`DELETE FROM ${table} WHERE run = ?`)
  )
  const removeFacts = db.prepare('DELETE FROM runs WHERE id = ?')
  return {
    run(runId) {
      const row = facts.get(runId)
      return row ? { ...row, warnings: fromJson(Warnings, row.warnings) } : null
    },
    saveRun(runId, { warnings, ...rest }) {
      upsert.run({ runId, ...rest, warnings: JSON.stringify(warnings) })
    },
    setFailure(runId, failure) {
      fail.run({ runId, failure })
    },
    seenPixels: (runId) => seen.get(runId) ?? null,
    setSeenPixels(runId, { width, height, data }) {
      setSeen.run({ runId, width, height, data })
    },
    resultsDone: (runId) => (last.get(runId)?.last ?? -1) + 1,
    results: (runId) => numbers.all(runId),
    steering: (runId) => steering.all(runId),
    map(runId, frame) {
      const row = one.get(runId, frame)
      return row ? toMap(row) : null
    },
    maps: (runId, from, count) => several.all(runId, from, count).map(toMap),
    removeRun: db.transaction((runId: string) => {
      for (const removal of removals) removal.run(runId)
      removeFacts.run(runId)
    })
  }
}
