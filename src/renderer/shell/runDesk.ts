import type { Findings, Progress, Run } from '../../shared/api.ts'

/** What is known of analyses, and what a person can do with one. */
export interface RunDesk {
  /** By run; only of runs that are going on. */
  readonly progress: Readonly<Record<string, Progress>>
  /** By run; only of runs that have all their results. */
  readonly findings: Readonly<Record<string, Findings>>
  /** Fetches what a run says, where it has all its results and that is not known yet. */
  needFindings(run: Run | null): Promise<void>
  /** The method of a run by its name, and what its maps are of. */
  methodOf(run: Run): string
  pause(run: Run): Promise<void>
  resume(run: Run): Promise<void>
  /** Ends an analysis and deletes its results. */
  remove(run: Run): Promise<void>
}
