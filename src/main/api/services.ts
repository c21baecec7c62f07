import type { Scoring } from '../analysis/scoring.ts'
import type { Supervisor } from '../analysis/supervisor.ts'
import type { Recordings } from '../library/recordings.ts'
import type { Reviews } from '../review/reviews.ts'
import type { Store } from '../store/store.ts'

/** What the routes work with. */
export interface Services {
  store: Store
  recordings: Recordings
  supervisor: Supervisor
  scoring: Scoring
  reviews: Reviews
  /** Of Lanegaze. */
  version: string
  /** A line for the log of the host. */
  log(line: string): void
}
