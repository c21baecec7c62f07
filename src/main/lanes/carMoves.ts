import { lookEvery } from './betweenLooks.ts'
import { distinctLooks } from './heldLooks.ts'

/** Pictures are held while a car stands, for a moment while a simulator lags: only what lasts so many seconds is a stop. */
const HELD_SECONDS = 1

/** A slower car stands, in m/s. */
const SLOWEST = 0.1

/**
 * Whether the car moves, one a frame: it stands where its recorded speed says so, and where one picture is shown for a
 * second or longer. Where nothing is known it moves.
 *
 * @param glances one a frame, null where there is none; only those of every `lookEvery(rate)`-th are looked at
 * @param rate frames a second
 * @param speed m/s, one a frame; null where the drive has none
 */
export function carMoves(
  glances: readonly (Uint8Array | null)[],
  rate: number,
  speed: readonly (number | null)[] | null
): boolean[] {
  const every = lookEvery(rate)
  const { firsts, of } = distinctLooks(glances.filter((_, frame) => frame % every === 0))
  const looksHeld = (shown: number): number => (firsts[shown + 1] ?? of.length) - firsts[shown]!
  return glances.map((_, frame) => {
    const shown = of[Math.floor(frame / every)]!
    const isHeld = (looksHeld(shown) * every) / rate > HELD_SECONDS
    const velocity = speed?.[frame] ?? null
    return !isHeld && (velocity === null || Math.abs(velocity) >= SLOWEST)
  })
}
