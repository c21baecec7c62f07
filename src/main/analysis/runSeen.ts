import { isExpected } from '../../shared/errors.ts'
import type { SeenPixels } from '../../shared/seenPixels.ts'
import { openUnchanged } from '../library/openedModel.ts'
import { seenBySteering } from '../saliency/seenPixels.ts'
import type { Cache } from '../store/cache.ts'
import type { Library } from '../store/library.ts'
import type { StoredRun } from '../store/runTable.ts'
import type { Job } from './openJob.ts'

/** Keeps what the model of a run that begins sees, so that its first frames are already drawn and scored by it. */
export function keepSeenPixels({ cache, run, model }: Pick<Job, 'cache' | 'run' | 'model'>): void {
  // A run that was scored without is told what changes; see rescore.
  if (cache.seenPixels(run.id) || cache.scoredWith(run.id) !== null) return
  cache.setSeenPixels(run.id, seenBySteering({ graph: model, head: run.key.head, of: run.key.of }))
}

/**
 * What the model of a run sees, as it is kept; of a run from before that was kept, from the model's file, of which nothing
 * is run. Null where that is gone, or is another one now.
 */
export async function seenPixelsOf(cache: Cache, library: Library, run: StoredRun): Promise<SeenPixels | null> {
  const kept = cache.seenPixels(run.id)
  if (kept) return kept
  try {
    const { modelHash, recipe, head, of } = run.key
    const { graph } = await openUnchanged({ ...library.models.get(run.modelId), hash: modelHash }, recipe)
    return seenBySteering({ graph, head, of })
  } catch (error) {
    if (isExpected(error)) return null
    throw error
  }
}
