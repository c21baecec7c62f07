import type { LaneMasses, MarginMasses } from '../attention/laneMasses.ts'
import type { MapTraits } from '../attention/mapTraits.ts'
import { scoresOf } from '../attention/scores.ts'
import type { LaneHistory } from '../lanes/lossCues.ts'
import type { FrameScore } from '../../shared/frameScore.ts'
import { marginIndex } from '../../shared/margins.ts'
import type { Database } from './sqlite.ts'

/**
 * What was measured of the maps of a run, in columns: one blob a number and run, so that flagging a whole drive under
 * another rule reads a few hundred kilobytes and no map.
 */
export interface ScoreTable {
  /** One a frame, in frame order from frame 0, the lane widened by a margin; empty before the run was scored. */
  scores(runId: string, margin?: number): FrameScore[]
  /** The same around what is carried on of the lane; frames have none where nothing is, or their own will do. */
  carriedScores(runId: string, margin?: number): FrameScore[]
  /** What is known of the lanes, one a frame; of runs that were scored before lanes were carried on, nothing is. */
  laneHistory(runId: string): LaneHistory
  /** What the scores were made with (see `setMasses`); null before the run was scored. */
  scoredWith(runId: string): string | null
  /**
   * Keeps the masses of the whole run in one transaction, with a word for what they were made with (lanes, version
   * of the scoring), by which old scores are told from current ones.
   */
  setMasses(runId: string, scoredWith: string, masses: KeptMasses): void
  /** Null before the run was scored. */
  traits(runId: string): MapTraits | null
  setTraits(runId: string, traits: MapTraits): void
}

/** How much attention lies around the lanes of a run, and what is known of them. Lists have one value a frame. */
export interface KeptMasses {
  own: LaneMasses
  /** Around what is carried on of the lane. */
  carried: LaneMasses
  /** 1 where the car moves. */
  moves: Float32Array
  /** How likely the car is leaving its lane, 0..1. */
  leaving: Float32Array
  /** 1 where a person said that there is no lane. */
  denied: Float32Array
  /** How likely the car is off its road by the picture, 0..1. */
  off: Float32Array
}

const ofDrive = ['moves', 'leaving', 'denied', 'off'] as const
const aroundLane = ['above', 'below'] as const
const ofMargin = ['inside', 'left', 'right', 'area'] as const
const ofMap = ['centroidX', 'centroidY', 'change'] as const

/** The name that a column is stored by. */
type Stored = (name: string) => string
const ofOwn: Stored = (name) => name
const ofCarried: Stored = (name) => `carried ${name}`
const atMargin = (name: string, index: number): string => `${name}@${index}`

export function scoreTable(db: Database): ScoreTable {
  const one = db.prepare<[string, string], { data: Uint8Array }>(
    'SELECT data FROM score_columns WHERE run = ? AND name = ?'
  )
  const upsert = db.prepare(
    'INSERT INTO score_columns (run, name, data) VALUES (?, ?, ?) ON CONFLICT (run, name) DO UPDATE SET data = excluded.data'
  )
  const made = db.prepare<[string], { scored_with: string | null }>('SELECT scored_with FROM runs WHERE id = ?')
  const setMade = db.prepare('UPDATE runs SET scored_with = ? WHERE id = ?')

  function bytes(runId: string, name: string): ArrayBuffer {
    return new Uint8Array(one.get(runId, name)?.data ?? []).buffer // a copy: numbers want their own alignment
  }
  function columns<Name extends string>(
    runId: string,
    names: readonly Name[],
    stored: (name: Name) => string = (name) => name
  ): Record<Name, Float32Array> {
    return Object.fromEntries(names.map((name) => [name, new Float32Array(bytes(runId, stored(name)))])) as Record<
      Name,
      Float32Array
    >
  }
  function write(runId: string, name: string, values: Float32Array | Float64Array): void {
    upsert.run(runId, name, Buffer.from(values.buffer, values.byteOffset, values.byteLength))
  }

  // Confidence is compared with what people type, so it keeps all its digits.
  const confidence = (runId: string, stored: Stored): Float64Array =>
    new Float64Array(bytes(runId, stored('confidence')))
  function scoresAt(runId: string, margin: number, stored: Stored): FrameScore[] {
    const index = marginIndex(margin)
    const masses: MarginMasses = columns(runId, ofMargin, (name) => stored(atMargin(name, index)))
    return scoresOf({ confidence: confidence(runId, stored), ...columns(runId, aroundLane, stored) }, masses)
  }
  function writeMasses(runId: string, masses: LaneMasses, stored: Stored): void {
    write(runId, stored('confidence'), masses.confidence)
    for (const name of aroundLane) write(runId, stored(name), masses[name])
    masses.atMargin.forEach((at, index) => {
      for (const name of ofMargin) write(runId, stored(atMargin(name, index)), at[name])
    })
  }

  return {
    scores: (runId, margin = 0) => scoresAt(runId, margin, ofOwn),
    carriedScores: (runId, margin = 0) => scoresAt(runId, margin, ofCarried),
    laneHistory: (runId) => ({
      confidence: confidence(runId, ofOwn),
      carried: confidence(runId, ofCarried),
      ...columns(runId, ofDrive)
    }),
    scoredWith: (runId) => made.get(runId)?.scored_with ?? null,
    setMasses: db.transaction((runId: string, scoredWith: string, masses: KeptMasses) => {
      writeMasses(runId, masses.own, ofOwn)
      writeMasses(runId, masses.carried, ofCarried)
      for (const name of ofDrive) write(runId, name, masses[name])
      setMade.run(scoredWith, runId)
    }),
    traits(runId) {
      const traits: MapTraits = columns(runId, ofMap)
      return traits.change.length > 0 ? traits : null
    },
    setTraits: db.transaction((runId: string, traits: MapTraits) => {
      for (const name of ofMap) write(runId, name, traits[name])
    })
  }
}
