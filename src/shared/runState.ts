/**
 * Where a run is. The outdated states are of one that was finished: its maps, scores and events are there, and shown;
 * only the lanes would be found otherwise now (by a newer detector or another lane model), or the scores would be others
 * with the lanes that hold now.
 */
export type RunState = 'running' | 'paused' | 'finished' | 'lanes-outdated' | 'scores-outdated' | 'failed'

export function isOutdated(state: RunState): state is 'lanes-outdated' | 'scores-outdated' {
  return state === 'lanes-outdated' || state === 'scores-outdated'
}

/** True where every frame has its map and its score, if from before. */
export function hasResults(state: RunState): boolean {
  return state === 'finished' || isOutdated(state)
}
