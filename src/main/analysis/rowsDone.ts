import { detectorVersion } from '../lanes/detect.ts'
import type { Cache } from '../store/cache.ts'

/** What is there of a drive and one of its runs: frames 0..n-1 of each kind of row. */
export interface RowsDone {
  frames: number
  evidence: number
  results: number
}

export function rowsDone(cache: Cache, runId: string): RowsDone {
  return {
    frames: cache.framesDone(),
    evidence: cache.evidenceDone(detectorVersion),
    results: cache.resultsDone(runId)
  }
}

/** How many frames of the drive have a picture, and a prediction and map by the run. */
export function framesMapped({ frames, results }: RowsDone): number {
  return Math.min(frames, results)
}

/** How many frames of the drive a run has everything for: these, and what today's lane detector sees in them. */
export function framesDone(done: RowsDone): number {
  return Math.min(framesMapped(done), done.evidence)
}
