import { z } from 'zod'
import { ImportedLanes, LaneSettings, Polygon } from '../../shared/lanes.ts'
import type { FrameLane } from '../lanes/imported.ts'
import { fromJson } from './json.ts'
import type { Database } from './sqlite.ts'

/** Labels that a person brought for a drive, and what is known of them as a whole. */
interface ImportedForDrive {
  about: ImportedLanes
  lanes: readonly FrameLane[]
}

/** What a person decided about the lanes of a drive beside drawing them, and the labels they brought. */
export interface LaneSettingsTable {
  settings(driveId: string): LaneSettings
  setSettings(driveId: string, settings: LaneSettings): void
  /** What was imported; null where nothing was. */
  imported(driveId: string): ImportedLanes | null
  /** Imported lanes of frames from..from+count-1, in rising frame order. */
  importedLanes(driveId: string, from?: number, count?: number): FrameLane[]
  /** Takes the place of what was imported before; null removes it. */
  setImported(driveId: string, imported: ImportedForDrive | null): void
}

const StoredSettings: z.ZodType<LaneSettings> = LaneSettings
const Lane = z.object({ polygon: Polygon, confidence: z.number() })

export function laneSettingsTable(db: Database): LaneSettingsTable {
  const one = db.prepare<[string], { settings: string }>('SELECT settings FROM lane_settings WHERE drive = ?')
  const upsert = db.prepare(
    'INSERT INTO lane_settings (drive, settings) VALUES (?, ?) ON CONFLICT (drive) DO UPDATE SET settings = excluded.settings'
  )
  const about = db.prepare<[string], { about: string }>('SELECT about FROM lane_imports WHERE drive = ?')
  const lanes = db.prepare<[string, number, number], { frame: number; lane: string | null }>(
    'SELECT frame, lane FROM imported_lanes WHERE drive = ? AND frame >= ? AND frame < ? ORDER BY frame'
  )
  const clear = db.prepare('DELETE FROM lane_imports WHERE drive = ?')
  const insertAbout = db.prepare('INSERT INTO lane_imports (drive, about) VALUES (?, ?)')
  const insert = db.prepare('INSERT INTO imported_lanes (drive, frame, lane) VALUES (?, ?, ?)')
  return {
    settings(driveId) {
      const row = one.get(driveId)
      return row ? fromJson(StoredSettings, row.settings) : LaneSettings.parse({})
    },
    setSettings(driveId, settings) {
      upsert.run(driveId, JSON.stringify(settings))
    },
    imported(driveId) {
      const row = about.get(driveId)
      return row ? fromJson(ImportedLanes, row.about) : null
    },
    importedLanes: (driveId, from = 0, count = Number.MAX_SAFE_INTEGER) =>
      lanes
        .all(driveId, from, Math.min(Number.MAX_SAFE_INTEGER, from + count))
        .map(({ frame, lane }) => ({ frame, lane: lane === null ? null : fromJson(Lane, lane) })),
    setImported: db.transaction((driveId: string, imported: ImportedForDrive | null) => {
      clear.run(driveId)
      if (!imported) return
      insertAbout.run(driveId, JSON.stringify(imported.about))
      for (const { frame, lane } of imported.lanes) insert.run(driveId, frame, lane && JSON.stringify(lane))
    })
  }
}
