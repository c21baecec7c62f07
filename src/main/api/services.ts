import type { Interventions } from '../analysis/interventionsOfRun.ts'
import type { Scoring } from '../analysis/scoring.ts'
import type { Supervisor } from '../analysis/supervisor.ts'
import type { Recordings } from '../library/recordings.ts'
import type { Log } from '../log/log.ts'
import type { Reviews } from '../review/reviews.ts'
import type { Store } from '../store/store.ts'

/** What the routes work with. */
export interface Services {
  store: Store
  recordings: Recordings
  supervisor: Supervisor
  scoring: Scoring
  reviews: Reviews
  interventions: Interventions
  /** Of Lanegaze. */
  version: string
  log: Log
}
