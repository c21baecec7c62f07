import type { DecodeSummary } from '../decode/decode.ts'
import { detectorVersion } from '../lanes/detect.ts'
import type { AnalysedBatch } from './analyseFrames.ts'
import type { StartedEngine } from './engineTrial.ts'
import type { Job } from './openJob.ts'
import type { BegunRun } from './saliencyRunner.ts'

/** Where the pass of a job ends: in the cache of its drive, each batch in one transaction. */
export async function storeFrames(
  { cache, run }: Pick<Job, 'cache' | 'run'>,
  batches: AsyncGenerator<AnalysedBatch, DecodeSummary>
): Promise<DecodeSummary> {
  try {
    for (;;) {
      const { done, value } = await batches.next()
      if (done) return value
      cache.writeBatch({
        frames: value.frames,
        evidence: { version: detectorVersion, rows: value.evidence },
        results: { runId: run.id, rows: value.results }
      })
    }
  } finally {
    await batches.return({ frames: 0, warnings: [] })
  }
}

/** What the cache says of a run that goes on; null for one that begins. */
export function begunRun({ cache, run }: Pick<Job, 'cache' | 'run'>): BegunRun | null {
  const from = cache.resultsDone(run.id)
  const facts = cache.run(run.id)
  return from > 0 && facts?.engine ? { engine: facts.engine, warnings: facts.warnings, from } : null
}

/** Keeps the engine of a run, and what there is to say about it. */
export function storeEngine({ cache, run }: Pick<Job, 'cache' | 'run'>, { engine, warnings }: StartedEngine): void {
  cache.saveRun(run.id, { engine: engine.id, engineVersion: engine.version, warnings, failure: null })
}
