import { isDeepStrictEqual } from 'node:util'
import { defaultRule, lookingRule, type Rule } from '../../shared/events.ts'
import type { FrameRange } from '../../shared/recording.ts'
import { raisesEvents } from '../saliency/methods.ts'
import type { StoredRun } from '../store/runTable.ts'
import type { Store } from '../store/store.ts'
import { flagRun, type FlaggedRun } from './flaggedRun.ts'
import { readMeasured, runBeside, type MeasuredRun } from './measuredRun.ts'

/** Runs under review. What was read of the last ones is at hand, for as long as nothing of it has changed. */
export interface Reviews {
  store: Store
  /** As it is now. */
  measured(run: StoredRun): MeasuredRun
  /** As it is now, by the rule that is kept for it. */
  flagged(run: StoredRun): FlaggedRun
}

/** A run at hand. */
interface AtHand {
  /** A word for what its numbers were read from. */
  state: string
  measured: MeasuredRun
  flagged: { by: { rule: Rule; nominal: FrameRange | null }; flagged: FlaggedRun } | null
}

/** So many runs are at hand, some 200 bytes a frame: the one on the screen, and one beside it. */
const MOST = 2

export function createReviews(store: Store): Reviews {
  const runs = new Map<string, AtHand>()

  function atHand(run: StoredRun): AtHand {
    const cache = store.cache(run.driveId)
    // Before anything is read: what is written meanwhile changes it.
    const version = cache.version()
    const beside = runBeside(store, run)
    const state = `${version} ${beside?.id}`
    const known = runs.get(run.id)
    const found = known?.state === state ? known : { state, measured: readMeasured(cache, run, beside), flagged: null }
    runs.delete(run.id)
    runs.set(run.id, found)
    const [oldest] = runs.keys()
    if (runs.size > MOST) runs.delete(oldest!)
    return found
  }

  return {
    store,
    measured: (run) => atHand(run).measured,
    flagged(run) {
      const found = atHand(run)
      const by = { rule: ruleOf(store, run), nominal: store.library.nominal.get(run.driveId) }
      if (!isDeepStrictEqual(found.flagged?.by, by))
        found.flagged = { by, flagged: flagRun(found.measured, by.rule, by.nominal) }
      return found.flagged!.flagged
    }
  }
}

/** The rule that a run is flagged by: the one that a person chose, else that of its method; maps of a layer are for looking. */
export function ruleOf({ library }: Store, run: StoredRun): Rule {
  return library.rules.get(run.id) ?? (raisesEvents(run.key.method) && !run.key.of ? defaultRule : lookingRule)
}
