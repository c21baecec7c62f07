import type { Store } from '../store/store.ts'
import { rescore, type ScoringProgress } from './rescore.ts'
import type { Supervisor } from './supervisor.ts'

/** Scores runs anew in this process, when the lanes of their drive have changed. */
export interface Scoring {
  /**
   * Brings the scores of all runs of a drive up to its lanes as they are when it comes to that; a job that is running
   * scores with the new lanes by itself. One at a time for each drive: who asks meanwhile waits for both.
   */
  scoreAnew(driveId: string): Promise<void>
  /** The same after the signals of a drive were corrected, where its lanes follow the driven path. */
  followSignals(driveId: string): Promise<void>
  /** How far the run that is being scored is; null where none of the drive is. */
  progress(driveId: string): ScoringProgress | null
}

export function createScoring({ store, supervisor }: { store: Store; supervisor: Supervisor }): Scoring {
  const underWay = new Map<string, Promise<void>>()
  const progress = new Map<string, ScoringProgress>()

  async function scoreAll(driveId: string): Promise<void> {
    try {
      for (const { id } of supervisor.list(driveId)) {
        const { state } = supervisor.describe(id)
        if (state !== 'running' && state !== 'finished')
          await rescore(store.cache(driveId), store.library, id, (now) => progress.set(driveId, now))
      }
    } finally {
      progress.delete(driveId)
    }
  }

  function scoreAnew(driveId: string): Promise<void> {
    const before = underWay.get(driveId) ?? Promise.resolve()
    const scored = before.then(
      () => scoreAll(driveId),
      () => scoreAll(driveId)
    )
    underWay.set(driveId, scored)
    return scored.finally(() => {
      if (underWay.get(driveId) === scored) underWay.delete(driveId)
    })
  }

  return {
    scoreAnew,
    async followSignals(driveId) {
      if (store.library.laneSettings.settings(driveId).camera) await scoreAnew(driveId)
    },
    progress: (driveId) => progress.get(driveId) ?? null
  }
}
