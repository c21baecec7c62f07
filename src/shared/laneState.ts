import type { FrameRange } from './recording.ts'

/**
 * What is known of the lane in a frame, by a rule. Before a lane is lost the car leaves it, while it is known still; a
 * lane that was known and then gone while the car moved is first carried on from what was known, then lost; one that was
 * never known for long, or is gone too long, is unknown.
 */
export type LaneState = 'known' | 'leaving' | 'carried' | 'lost' | 'unknown'

/** Whether the lane is lost, or on the way there: the frame has none of its own. */
export function isGone(state: LaneState | undefined): boolean {
  return state === 'carried' || state === 'lost'
}

/** Frames in one state. */
export interface LaneStateRun extends FrameRange {
  state: LaneState
}

/** The states of frames, one each, as runs that cover them all. */
export function stateRuns(states: readonly LaneState[]): LaneStateRun[] {
  const runs: LaneStateRun[] = []
  states.forEach((state, frame) => {
    const last = runs.at(-1)
    if (last?.state === state) last.last = frame
    else runs.push({ first: frame, last: frame, state })
  })
  return runs
}
