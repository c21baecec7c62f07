import { laneStates } from '../lanes/laneStates.ts'
import type { LaneHistory } from '../lanes/lossCues.ts'
import type { FrameScore } from '../../shared/frameScore.ts'
import type { LaneState } from '../../shared/laneState.ts'

/** The frames of a run as a rule reads them, one each. */
export interface JudgedFrames {
  /**
   * Where the lane is carried on, around what is carried on, and as certain as that; elsewhere around the frame's own. Where
   * it is lost nobody can judge, whatever is seen of some lane: nothing.
   */
  scores: readonly FrameScore[]
  states: readonly LaneState[]
}

interface Measured {
  own: readonly FrameScore[]
  /** Around what is carried on; without a share where the frame's own region will do. */
  carried: readonly FrameScore[]
  history: LaneHistory
  /** Seconds, one a frame. */
  times: ArrayLike<number>
}

const nothing: FrameScore = { share: null, lift: null, laneConfidence: 0, zones: null }

/** @param minConfidence of the rule */
export function judgeFrames({ own, carried, history, times }: Measured, minConfidence: number): JudgedFrames {
  const states = laneStates(history, times, minConfidence)
  const scores = own.map((score, frame) => {
    if (states[frame] === 'lost') return nothing
    if (states[frame] !== 'carried') return score
    const around = carried[frame]!
    return around.share === null ? { ...score, laneConfidence: history.carried[frame]! } : around
  })
  return { scores, states }
}
