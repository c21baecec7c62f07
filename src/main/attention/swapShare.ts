import type { SwapShare, SwapStretch } from '../../shared/swapTest.ts'
import { blockBootstrap } from './blockBootstrap.ts'

/** By how much the steering changes when what lies in the lane, or around it, is another frame's. */
export interface SwapRow {
  frame: number
  /** Mean over the donors of |change of steering|, in the unit of the head. */
  inside: number
  outside: number
}

/** A stretch of less says nothing of its own. */
const STRETCH_SECONDS = 30
const STRETCH_FRAMES = 100
/** Neighbours within so long see the same piece of road. */
const BLOCK_SECONDS = 3

/** The share of all frames; null where steering never changed, or they are too few for an interval. @param rows in order */
export function swapShare(rows: readonly SwapRow[], times: ArrayLike<number>): SwapShare | null {
  if (rows.length < 2) return null
  const share = (places: Iterable<number>): number => {
    let [inside, outside] = [0, 0]
    for (const place of places) {
      inside += rows[place]!.inside
      outside += rows[place]!.outside
    }
    return inside / (inside + outside)
  }
  const seconds = (times[rows.at(-1)!.frame]! - times[rows[0]!.frame]!) / (rows.length - 1)
  const interval = blockBootstrap(rows.length, seconds > 0 ? BLOCK_SECONDS / seconds : 1, share)
  const whole = share(rows.keys())
  return interval && Number.isFinite(whole) ? { share: whole, ...interval, frames: rows.length } : null
}

/** Equal parts of a drive that are long enough to have a share of their own; none where there is but one. */
export function swapStretches(rows: readonly SwapRow[], times: ArrayLike<number>): SwapStretch[] {
  if (rows.length === 0) return []
  const [first, last] = [rows[0]!.frame, rows.at(-1)!.frame]
  const seconds = times[last]! - times[first]!
  const count = Math.floor(Math.min(seconds / STRETCH_SECONDS, rows.length / STRETCH_FRAMES))
  if (count < 2) return []
  return Array.from({ length: count }, (_, i) => {
    const own = rows.slice(Math.round((i * rows.length) / count), Math.round(((i + 1) * rows.length) / count))
    const share = swapShare(own, times)
    const [from, to] = [own[0]!.frame, own.at(-1)!.frame]
    return share && { first: from, last: to, from: times[from]!, to: times[to]!, ...share }
  }).filter((stretch) => stretch !== null)
}
