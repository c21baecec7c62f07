/**
 * Where a run is. The outdated states are of one that was finished: its maps, scores and events are there, and shown;
 * only the lanes would be found otherwise now (by a newer detector or another lane model), or the scores would be others
 * with the lanes that hold now, or as they are counted now.
 */
export type RunState = 'running' | 'paused' | 'finished' | 'lanes-outdated' | 'scores-outdated' | 'failed'

export function isOutdated(state: RunState): state is 'lanes-outdated' | 'scores-outdated' {
  return state === 'lanes-outdated' || state === 'scores-outdated'
}

/** True where every frame has its map and its score, if from before. */
export function hasResults(state: RunState): boolean {
  return state === 'finished' || isOutdated(state)
}

/** What is to be done about results from before, and what they still are. */
export const outdatedWords = {
  'lanes-outdated': {
    action: 'Find lanes again',
    why: 'Lanes would be found otherwise now. Maps, scores and events are those from before.'
  },
  'scores-outdated': {
    action: 'Score again',
    why: 'The lanes, or how scores are counted, have changed since the frames were scored. Scores and events are those from before.'
  }
} as const
