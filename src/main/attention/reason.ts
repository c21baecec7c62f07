import type { FrameScore } from '../../shared/frameScore.ts'
import type { FrameRange } from '../../shared/recording.ts'
import { eachZone, type Zone, type Zones, zones } from '../../shared/zones.ts'

/** A further place is named from this share of all attention on. */
const NOTABLE = 0.2

/**
 * Why a stretch was flagged, in words: where most of the attention outside the lane was, for how long, and how
 * much of all attention was there, in other places of note and in the lane, averaged over the stretch.
 * Such as 'attention off the lane for 1.4 s, 71 % of it above the horizon, 9 % in the lane'.
 */
export function reason(scores: readonly FrameScore[], range: FrameRange, seconds: number): string {
  const { outside, inside } = meanShares(scores, range)
  const { id, inWords } = zones.reduce((most, zone) => (outside[zone.id] > outside[most.id] ? zone : most))
  const isBeside = id === 'left' || id === 'right'
  return [
    `attention ${isBeside ? inWords : 'off the lane'} for ${seconds.toFixed(1)} s`,
    `${percent(outside[id])} of it ${isBeside ? 'there' : inWords}`,
    ...furtherPlaces(outside, id),
    `${percent(inside)} in the lane`
  ].join(', ')
}

/** What a stretch that a person marked shows, in words; it need not be one in which attention left the lane. */
export function reasonByHand(scores: readonly FrameScore[], range: FrameRange, seconds: number): string {
  const { outside, inside, frames } = meanShares(scores, range)
  const marked = `marked by hand, ${seconds.toFixed(1)} s`
  if (frames === 0) return marked
  return [marked, `${percent(inside)} of attention in the lane`, ...furtherPlaces(outside, null)].join(', ')
}

interface MeanShares {
  outside: Zones
  inside: number
  /** Frames that have a score. */
  frames: number
}

function meanShares(scores: readonly FrameScore[], { first, last }: FrameRange): MeanShares {
  const sums = eachZone(() => 0)
  let inside = 0
  let frames = 0
  for (let frame = first; frame <= last; frame++) {
    const score = scores[frame]
    if (!score?.zones || score.share === null) continue
    for (const { id } of zones) sums[id] += score.zones[id]
    inside += score.share
    frames++
  }
  const count = Math.max(1, frames)
  return { outside: eachZone((zone) => sums[zone] / count), inside: inside / count, frames }
}

function furtherPlaces(outside: Zones, named: Zone | null): string[] {
  return zones
    .filter(({ id }) => id !== named && outside[id] >= NOTABLE)
    .map(({ id, inWords }) => `${percent(outside[id])} ${inWords}`)
}

function percent(part: number): string {
  return `${Math.round(100 * part)} %`
}
