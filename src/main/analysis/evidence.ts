import type { Job } from './openJob.ts'
import { findSwapShare, type SwapWatch } from './swapTest.ts'
import { loadTested, type TestedModel } from './testedModel.ts'

/**
 * Tests the model of a run by changing pictures of the drive, as far as it is not done yet.
 * @throws CancelledError
 */
export async function findEvidence(job: Job, watch: SwapWatch): Promise<void> {
  const { library, cache, drive, run } = job
  let loaded: TestedModel | null = null
  const tested = async (): Promise<TestedModel> => (loaded ??= await loadTested(job))
  try {
    const subject = {
      library,
      cache,
      drive: library.drives.get(drive.id),
      key: run.key,
      steering: cache.steering(run.id)
    }
    await findSwapShare(subject, tested, watch)
  } finally {
    ;(loaded as TestedModel | null)?.dispose()
  }
}
