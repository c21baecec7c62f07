import type { LaneMasses } from '../attention/laneMasses.ts'
import { scoresOf } from '../attention/scores.ts'
import { defaultRule } from '../../shared/events.ts'
import { marginIndex } from '../../shared/margins.ts'
import type { Warning } from '../../shared/recording.ts'
import { seenCount, type SeenPixels } from '../../shared/seenPixels.ts'

/** A change of the mean lift by less is not told. */
const WORTH_TELLING = 0.1

export const RECOUNTED = 'lift-recounted'

/**
 * What to tell of a run whose lift was once taken over all pixels of its input, and now is over those that the model
 * sees: nothing, or one warning where the mean over the drive changes by more than 0.1.
 * @param before of all pixels, with the lanes that `now` is of
 */
export function recountedLift(before: LaneMasses, now: LaneMasses, seen: SeenPixels): Warning[] {
  const [was, is] = [meanLift(before), meanLift(now)]
  if (was === null || is === null || Math.abs(was - is) <= WORTH_TELLING) return []
  const part = Math.round((100 * seenCount(seen)) / seen.data.length)
  const message = `Lift counts only what the model sees, ${part} % of its input: it is ${is.toFixed(2)} on average, where it was ${was.toFixed(2)} when all of it counted.`
  return [{ code: RECOUNTED, message }]
}

/** Over the frames whose lane is sure enough for the default rule. */
function meanLift(masses: LaneMasses): number | null {
  const scores = scoresOf(masses, masses.atMargin[marginIndex(defaultRule.margin)]!)
  const lifts = scores.flatMap(({ lift, laneConfidence }) =>
    lift !== null && laneConfidence >= defaultRule.minConfidence ? lift : []
  )
  return lifts.length === 0 ? null : lifts.reduce((sum, lift) => sum + lift, 0) / lifts.length
}
