import type { z } from 'zod'
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
