import { z } from 'zod'
import { LaneSource, Polygon, type LaneRegion } from '../../shared/lanes.ts'
import { fromJson } from './json.ts'
import type { Database } from './sqlite.ts'

/** What the lane detector saw in one frame: small, and JSON; only the detector reads it. */
export interface EvidenceRow {
  frame: number
  evidence: unknown
}

/** Lanes as they were detected, by version of the detector. Drawn ones are in the library. */
export interface DetectedLaneTables {
  /** Frames 0..n-1 have evidence of this version. */
  evidenceDone(version: number): number
  /** In frame order, from frame 0; nothing else can be asked of the cache until all of it was taken. */
  evidence(version: number): Iterable<unknown>
  /** The glance of each frame in that evidence, base64; null where there was no picture to look at. */
  glances(version: number): (string | null)[]
  /** Version of the detector that found the regions that are there; null where there are none. */
  detectedVersion(): number | null
  /** Smoothed regions of frames from..from+count-1; null where no lane was found. */
  detectedRegions(version: number, from?: number, count?: number): (LaneRegion | null)[]
  /** Keeps the regions of the whole drive; those of other versions go. */
  setDetectedRegions(version: number, regions: Iterable<LaneRegion | null>): void
}

const Region = z.object({
  polygon: Polygon,
  confidence: z.number(),
  source: LaneSource,
  off: z.number().optional()
})

/** Inserts rows of evidence; part of a batch, so the caller holds the transaction. */
export function evidenceWriter(db: Database): (version: number, rows: readonly EvidenceRow[]) => void {
  const insert = db.prepare('INSERT INTO lane_evidence (version, frame, evidence) VALUES (?, ?, ?)')
  return (version, rows) => {
    for (const { frame, evidence } of rows) insert.run(version, frame, JSON.stringify(evidence))
  }
}

export function detectedLaneTables(db: Database): DetectedLaneTables {
  const last = db.prepare<[number], { last: number | null }>(
    'SELECT max(frame) AS last FROM lane_evidence WHERE version = ?'
  )
  const evidence = db.prepare<[number], { evidence: string }>(
    'SELECT evidence FROM lane_evidence WHERE version = ? ORDER BY frame'
  )
  // Parsing all of the evidence for it would take half a second for ten minutes of drive.
  const glances = db.prepare<[number], { glance: string | null }>(
    "SELECT json_extract(evidence, '$.glance') AS glance FROM lane_evidence WHERE version = ? ORDER BY frame"
  )
  const regions = db.prepare<[number, number, number], { region: string | null }>(
    'SELECT region FROM lane_regions WHERE version = ? AND frame >= ? ORDER BY frame LIMIT ?'
  )
  const version = db.prepare<[], { version: number }>('SELECT version FROM lane_regions LIMIT 1')
  const clear = db.prepare('DELETE FROM lane_regions')
  const forgetOlder = db.prepare('DELETE FROM lane_evidence WHERE version <> ?')
  const insert = db.prepare('INSERT INTO lane_regions (version, frame, region) VALUES (?, ?, ?)')
  return {
    evidenceDone: (version) => (last.get(version)?.last ?? -1) + 1,
    *evidence(version) {
      for (const row of evidence.iterate(version)) yield JSON.parse(row.evidence)
    },
    glances: (version) => glances.all(version).map(({ glance }) => glance),
    detectedVersion: () => version.get()?.version ?? null,
    detectedRegions: (version, from = 0, count = -1) =>
      regions.all(version, from, count).map(({ region }) => (region === null ? null : fromJson(Region, region))),
    setDetectedRegions: db.transaction((version: number, list: Iterable<LaneRegion | null>) => {
      clear.run()
      forgetOlder.run(version)
      let frame = 0
      for (const region of list) insert.run(version, frame++, region && JSON.stringify(region))
    })
  }
}

/** Lanes as a person's lane model found them, by a word for the model and how it is read. */
export interface ModelLaneTables {
  /** Frames 0..n-1 are there. */
  modelLanesDone(key: string): number
  /** Of frames from..from+count-1; null where the model found no lane. */
  modelLanes(key: string, from?: number, count?: number): (LaneRegion | null)[]
  /** Adds the regions of the next frames in one transaction; those of other models go. */
  addModelLanes(key: string, regions: readonly (LaneRegion | null)[]): void
}

/** Lanes that lie with the recording, by a word for what they say and how they are read; as those of a lane model. */
export interface RecordedLaneTables {
  recordedLanesDone(key: string): number
  recordedLanes(key: string, from?: number, count?: number): (LaneRegion | null)[]
  addRecordedLanes(key: string, regions: readonly (LaneRegion | null)[]): void
  /** The key of those that are there; null where there are none. */
  recordedLanesKey(): string | null
}

export function keyedLaneTables(db: Database): ModelLaneTables & RecordedLaneTables {
  const model = keyedLanes(db, 'model_lanes')
  const recorded = keyedLanes(db, 'recorded_lanes')
  const known = db.prepare<[], { key: string }>('SELECT key FROM recorded_lanes LIMIT 1')
  return {
    modelLanesDone: model.done,
    modelLanes: model.list,
    addModelLanes: model.add,
    recordedLanesDone: recorded.done,
    recordedLanes: recorded.list,
    addRecordedLanes: recorded.add,
    recordedLanesKey: () => known.get()?.key ?? null
  }
}

function keyedLanes(db: Database, table: 'model_lanes' | 'recorded_lanes') {
  const last = db.prepare<[string], { last: number | null }>(`SELECT max(frame) AS last FROM ${table} WHERE key = ?`)
  const rows = db.prepare<[string, number, number], { region: string | null }>(
    `SELECT region FROM ${table} WHERE key = ? AND frame >= ? ORDER BY frame LIMIT ?`
  )
  const forgetOthers = db.prepare(`DELETE FROM ${table} WHERE key <> ?`)
  const insert = db.prepare(`INSERT INTO ${table} (key, frame, region) VALUES (?, ?, ?)`)
  const done = (key: string): number => (last.get(key)?.last ?? -1) + 1
  return {
    done,
    list: (key: string, from = 0, count = -1) =>
      rows.all(key, from, count).map(({ region }) => (region === null ? null : fromJson(Region, region))),
    add: db.transaction((key: string, regions: readonly (LaneRegion | null)[]) => {
      const before = done(key)
      if (before === 0) forgetOthers.run(key)
      regions.forEach((region, i) => insert.run(key, before + i, region && JSON.stringify(region)))
    })
  }
}
