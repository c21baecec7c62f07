import { lookEvery } from './betweenLooks.ts'
import { quantile } from '../../shared/quantile.ts'
import { differenceOf } from './glance.ts'
import { distinctLooks } from './heldLooks.ts'

/** Pictures are held while a car stands, for a moment while a simulator lags: only what lasts so many seconds is a stop. */
const HELD_SECONDS = 1

/** A slower car stands, in m/s. */
const SLOWEST = 0.1

/**
 * A picture that changes from look to look by less than this part of what the drive's looks usually do, for as long, shows a
 * car that stands: it trembles, and the video is coded. While a car moved, in the drives that this was looked at on, some
 * look of each second changed by 0.31 or more; of one that hangs on a barrier none by more than 0.06.
 */
const STILL = 0.12

/**
 * Whether the car moves, one a frame: it stands where its recorded speed says so, where one picture is shown for a second or
 * longer, and, where no speed is recorded, where pictures hardly change for as long. Where nothing is known it moves.
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
  const looks = glances.filter((_, frame) => frame % every === 0)
  const { firsts, of } = distinctLooks(looks)
  const still = stillLooks(looks, firsts, (HELD_SECONDS * rate) / every)
  const looksHeld = (shown: number): number => (firsts[shown + 1] ?? of.length) - firsts[shown]!
  return glances.map((_, frame) => {
    const shown = of[Math.floor(frame / every)]!
    const isHeld = (looksHeld(shown) * every) / rate > HELD_SECONDS
    const velocity = speed?.[frame] ?? null
    return !isHeld && (velocity === null ? !still[Math.floor(frame / every)] : Math.abs(velocity) >= SLOWEST)
  })
}

/** Looks of runs of `least` and more in which hardly anything changes. @param firsts those that show something else */
function stillLooks(looks: readonly (Uint8Array | null)[], firsts: readonly number[], least: number): boolean[] {
  const change = (from: number, to: number): number => {
    const [one, other] = [looks[from], looks[to]]
    return one && other ? differenceOf(one, other) : NaN
  }
  const usual = usualChanges(
    looks.map((_, look) => change(look - 1, look)),
    firsts
  )
  const still = looks.map(() => false)
  for (let first = 0; first < looks.length;) {
    let last = first
    while (change(last, last + 1) < STILL * usual(last)) last++
    if (last - first >= least) still.fill(true, first, last + 1)
    first = last + 1
  }
  return still
}

/** Looks to either side that tell what is usual, and for how many it is told at once: half a minute, and ten seconds. */
const [AROUND, AT_ONCE] = [300, 100]

/**
 * What looks that show something new change, the upper quartile: that of the drive or, where it is less, of the half minutes
 * before and after, for at night and in fog all changes are small.
 * @param changes of each look from the one before
 */
function usualChanges(changes: readonly number[], firsts: readonly number[]): (look: number) => number {
  const fresh = new Float64Array(changes.length).fill(NaN)
  for (const look of firsts) fresh[look] = changes[look]!
  const usualIn = (from: number, to: number): number =>
    quantile(
      fresh.slice(Math.max(0, from), to).filter((change) => !Number.isNaN(change)),
      0.75
    )
  const whole = usualIn(0, Infinity)
  const parts = Array.from({ length: Math.ceil(changes.length / AT_ONCE) }, (_, part) =>
    Math.min(whole, usualIn(part * AT_ONCE - AROUND, (part + 1) * AT_ONCE + AROUND))
  )
  return (look) => parts[Math.floor(look / AT_ONCE)] ?? whole
}
