import type { FrameScore } from '../../shared/frameScore.ts'
import type { FrameRange } from '../../shared/recording.ts'
import { eachZone, type Zones, zones } from '../../shared/zones.ts'

/** A place is named from this share of all attention on; where most was, and the lane, always are. */
const NOTABLE = 0.2

/**
 * Where attention was in a stretch, in words: the place with most of it first, averaged over the stretch, and for how long.
 * Such as '71 % of attention above the horizon, 9 % in the lane, for 1.4 s'.
 */
export function reason(scores: readonly FrameScore[], range: FrameRange, seconds: number): string {
  return [...whereabouts(meanShares(scores, range)), `for ${seconds.toFixed(1)} s`].join(', ')
}

/** The same of a stretch that a person marked; it need not be one in which attention left the lane. */
export function reasonByHand(scores: readonly FrameScore[], range: FrameRange, seconds: number): string {
  const shares = meanShares(scores, range)
  const lasts = `for ${seconds.toFixed(1)} s`
  return shares.frames === 0
    ? `marked by hand, ${lasts}`
    : `marked by hand: ${[...whereabouts(shares), lasts].join(', ')}`
}

function whereabouts({ outside, inside }: MeanShares): string[] {
  const lane = { inWords: 'in the lane', share: inside, isLane: true }
  const places = [lane, ...zones.map(({ id, inWords }) => ({ inWords, share: outside[id], isLane: false }))]
  return places
    .toSorted((a, b) => b.share - a.share)
    .filter(({ share, isLane }, rank) => rank === 0 || isLane || share >= NOTABLE)
    .map(({ share, inWords }, rank) => `${percent(share)} ${rank === 0 ? 'of attention ' : ''}${inWords}`)
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

function percent(part: number): string {
  return `${Math.round(100 * part)} %`
}
