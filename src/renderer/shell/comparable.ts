import { MOST_COMPARED, type Run } from '../../shared/api.ts'
import { hasResults } from '../../shared/runState.ts'

/** Runs of a drive that can be compared, in the order in which they were started; none where it is not two at least. */
export function comparable(runs: readonly Run[]): Run[] {
  const whole = runs.filter(({ state }) => hasResults(state)).toSorted((a, b) => a.createdAt - b.createdAt)
  return whole.length > 1 ? whole : []
}

/** The two to begin with: the newest runs of the two models that ran last, or of one model its newest two. */
export function firstCompared(runs: readonly Run[]): Run[] {
  const all = comparable(runs)
  const newest = all.toReversed()
  const [last] = newest
  if (!last) return []
  const other = newest.find(({ modelId }) => modelId !== last.modelId) ?? newest[1]!
  return all.filter((run) => run === last || run === other)
}

/** Whether one more can be chosen beside those that are. */
export function isRoomBeside(chosen: number): boolean {
  return chosen < MOST_COMPARED
}
