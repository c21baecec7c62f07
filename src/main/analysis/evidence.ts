import type { SeenPixels } from '../../shared/seenPixels.ts'
import { CancelledError } from '../../shared/errors.ts'
import { DELETION_FRAMES, deletionTest, type DeletedFrame } from './deletionTest.ts'
import { evenly } from './evenly.ts'
import type { Job } from './openJob.ts'
import { findSwapShare, type SwapWatch } from './swapTest.ts'
import { loadTested, type TestedModel } from './testedModel.ts'

/**
 * Tests the model of a run, and its method, by changing pictures of the drive, as far as it is not done yet.
 * @throws CancelledError
 */
export async function findEvidence(job: Job, watch: SwapWatch): Promise<void> {
  const { library, cache, drive, run } = job
  let loaded: TestedModel | null = null
  const tested = async (): Promise<TestedModel> => (loaded ??= await loadTested(cache, drive, run, job.model))
  try {
    const steering = cache.steering(run.id)
    await findSwapShare({ library, cache, drive: library.drives.get(drive.id), key: run.key, steering }, tested, watch)
    const seen = cache.seenPixels(run.id)
    // What a layer gives says nothing of what steers.
    if (seen && !run.key.of && steering.length > 0 && !library.trust.get(run.key))
      await findTrust(job, seen, await tested(), watch)
  } finally {
    ;(loaded as TestedModel | null)?.dispose()
  }
}

/** Keeps what the deletion test says of the run's method on its model. */
async function findTrust(
  { library, cache, run }: Job,
  seen: SeenPixels,
  { steer, frames }: TestedModel,
  { stop, onProgress }: SwapWatch
): Promise<void> {
  const chosen = evenly([...cache.steering(run.id).keys()], DELETION_FRAMES)
  /** Each is given the content of the frame that lies half of the chosen ones away. */
  async function* deleted(): AsyncGenerator<DeletedFrame, void> {
    const others = frames([...chosen.slice(chosen.length >> 1), ...chosen.slice(0, chosen.length >> 1)], stop)
    let done = 0
    for await (const own of frames(chosen, stop)) {
      onProgress(done++, chosen.length)
      if (stop.aborted) throw new CancelledError('The analysis was stopped.')
      const other = await others.next()
      const map = cache.map(run.id, own.frame)
      if (map && !other.done) yield { own, other: other.value.pixels, map }
    }
  }
  const trust = await deletionTest(deleted(), seen, steer)
  if (trust) library.trust.set(run.key, trust)
}
