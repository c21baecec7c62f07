import type { FrameScore, Zones } from '../../shared/events.ts'
import type { FrameRange } from '../../shared/recording.ts'

const inWords: Record<keyof Zones, string> = {
  left: 'left of the lanes',
  right: 'right of the lanes',
  above: 'above the horizon',
  below: 'below the lanes'
}
const zoneNames = ['left', 'right', 'above', 'below'] as const

/** A further place is named from this share of all attention on. */
const NOTABLE = 0.2

/**
 * Why a stretch was flagged, in words: where most of the attention outside the lanes was, for how long, and how
 * much of all attention was there, in other places of note and in the lanes, averaged over the stretch.
 * Such as 'attention off the lanes for 1.4 s, 71 % of it above the horizon, 9 % in the lanes'.
 */
export function reason(scores: readonly FrameScore[], range: FrameRange, seconds: number): string {
  const { zones, inLanes } = meanShares(scores, range)
  const zone = mostIn(zones)
  const off = zone === 'left' || zone === 'right' ? inWords[zone] : 'off the lanes'
  const there = zone === 'left' || zone === 'right' ? 'there' : inWords[zone]
  return [
    `attention ${off} for ${seconds.toFixed(1)} s`,
    `${percent(zones[zone])} of it ${there}`,
    ...furtherPlaces(zones, zone),
    `${percent(inLanes)} in the lanes`
  ].join(', ')
}

/** What a stretch that a person marked shows, in words; it need not be one in which attention left the lanes. */
export function reasonByHand(scores: readonly FrameScore[], range: FrameRange, seconds: number): string {
  const { zones, inLanes, frames } = meanShares(scores, range)
  const marked = `marked by hand, ${seconds.toFixed(1)} s`
  if (frames === 0) return marked
  return [marked, `${percent(inLanes)} of attention in the lanes`, ...furtherPlaces(zones, null)].join(', ')
}

function meanShares(
  scores: readonly FrameScore[],
  { first, last }: FrameRange
): { zones: Zones; inLanes: number; frames: number } {
  const zones: Zones = { left: 0, right: 0, above: 0, below: 0 }
  let inLanes = 0
  let frames = 0
  for (let frame = first; frame <= last; frame++) {
    const score = scores[frame]
    if (!score?.zones || score.share === null) continue
    for (const zone of zoneNames) zones[zone] += score.zones[zone]
    inLanes += score.share
    frames++
  }
  for (const zone of zoneNames) zones[zone] /= Math.max(1, frames)
  return { zones, inLanes: inLanes / Math.max(1, frames), frames }
}

function mostIn(zones: Zones): keyof Zones {
  return zoneNames.reduce((best, candidate) => (zones[candidate] > zones[best] ? candidate : best))
}

function furtherPlaces(zones: Zones, named: keyof Zones | null): string[] {
  return zoneNames
    .filter((zone) => zone !== named && zones[zone] >= NOTABLE)
    .map((zone) => `${percent(zones[zone])} ${inWords[zone]}`)
}

function percent(part: number): string {
  return `${Math.round(100 * part)} %`
}
