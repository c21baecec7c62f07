import { NotFoundError } from '../../shared/errors.ts'
import type { EngineChoice } from '../../shared/engines.ts'
import { fromJson } from './json.ts'
import { RunKey, runIdOf } from './runKey.ts'
import type { Database } from './sqlite.ts'

/** An analysis that a person asked for. What it found is in the drive's cache. */
export interface StoredRun {
  id: string
  driveId: string
  modelId: string
  key: RunKey
  engine: EngineChoice
  /** Milliseconds since 1970. */
  createdAt: number
}

export interface RunTable {
  /** Adds the run with this key, or gives the one that is there (with the engine now asked for). */
  add(run: { driveId: string; modelId: string; key: RunKey; engine: EngineChoice; now?: number }): StoredRun
  /** @throws NotFoundError */
  get(id: string): StoredRun
  /** Newest first; of one drive, or all. */
  list(driveId?: string): StoredRun[]
  remove(id: string): void
}

interface Row {
  id: string
  drive: string
  model: string
  key: string
  engine: EngineChoice
  created_at: number
}

function toRun(row: Row): StoredRun {
  return {
    id: row.id,
    driveId: row.drive,
    modelId: row.model,
    key: fromJson(RunKey, row.key),
    engine: row.engine,
    createdAt: row.created_at
  }
}

export function runTable(db: Database): RunTable {
  const upsert = db.prepare(`
    INSERT INTO runs (id, drive, model, key, engine, created_at) VALUES (@id, @driveId, @modelId, @key, @engine, @now)
    ON CONFLICT (id) DO UPDATE SET engine = excluded.engine`)
  const one = db.prepare<[string], Row>('SELECT * FROM runs WHERE id = ?')
  const ofDrive = db.prepare<[string], Row>('SELECT * FROM runs WHERE drive = ? ORDER BY created_at DESC, id')
  const all = db.prepare<[], Row>('SELECT * FROM runs ORDER BY created_at DESC, id')
  const remove = db.prepare('DELETE FROM runs WHERE id = ?')

  function get(id: string): StoredRun {
    const row = one.get(id)
    if (!row) throw new NotFoundError(`There is no run '${id}' in the library.`)
    return toRun(row)
  }

  return {
    add({ driveId, modelId, key, engine, now = Date.now() }) {
      const id = runIdOf(key)
      upsert.run({ id, driveId, modelId, key: JSON.stringify(key), engine, now })
      return get(id)
    },
    get,
    list: (driveId) => (driveId === undefined ? all.all() : ofDrive.all(driveId)).map(toRun),
    remove(id) {
      remove.run(id)
    }
  }
}
