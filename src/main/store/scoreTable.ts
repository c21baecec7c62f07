import type { FrameScore } from '../../shared/events.ts'
import type { Database } from './sqlite.ts'

export interface ScoreTable {
  /** One a frame, in frame order from frame 0; empty before the run was scored. */
  scores(runId: string): FrameScore[]
  /** What the scores were made with (see `setScores`); null before the run was scored. */
  scoredWith(runId: string): string | null
  /**
   * Keeps the scores of the whole run in one transaction, with a word for what they were made with (lanes, version
   * of the scoring), by which old scores are told from current ones.
   */
  setScores(runId: string, scoredWith: string, scores: readonly FrameScore[]): void
}

interface Row {
  share: number | null
  lift: number | null
  laneConfidence: number
  left: number | null
  right: number | null
  above: number | null
  below: number | null
}

function toScore({ share, lift, laneConfidence, left, right, above, below }: Row): FrameScore {
  const hasZones = left !== null && right !== null && above !== null && below !== null
  return { share, lift, laneConfidence, zones: hasZones ? { left, right, above, below } : null }
}

export function scoreTable(db: Database): ScoreTable {
  const list = db.prepare<[string], Row>(`
    SELECT share, lift, lane_confidence AS laneConfidence, zone_left AS "left", zone_right AS "right",
      zone_above AS above, zone_below AS below
    FROM scores WHERE run = ? ORDER BY frame`)
  const made = db.prepare<[string], { scored_with: string | null }>('SELECT scored_with FROM runs WHERE id = ?')
  const setMade = db.prepare('UPDATE runs SET scored_with = ? WHERE id = ?')
  const clear = db.prepare('DELETE FROM scores WHERE run = ?')
  const insert = db.prepare(`
    INSERT INTO scores (run, frame, share, lift, lane_confidence, zone_left, zone_right, zone_above, zone_below)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  return {
    scores: (runId) => list.all(runId).map(toScore),
    scoredWith: (runId) => made.get(runId)?.scored_with ?? null,
    setScores: db.transaction((runId: string, scoredWith: string, scores: readonly FrameScore[]) => {
      clear.run(runId)
      scores.forEach(({ share, lift, laneConfidence, zones }, frame) => {
        const { left = null, right = null, above = null, below = null } = zones ?? {}
        insert.run(runId, frame, share, lift, laneConfidence, left, right, above, below)
      })
      setMade.run(scoredWith, runId)
    })
  }
}
