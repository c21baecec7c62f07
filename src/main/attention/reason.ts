import type { FrameScore, Zones } from '../../shared/events.ts'
import type { FrameRange } from '../../shared/recording.ts'

const inWords: Record<keyof Zones, string> = {
  left: 'left of the lanes',
  right: 'right of the lanes',
  above: 'above the horizon',
  below: 'below the lanes'
}

/** A further place is named from this share of all attention on. */
const NOTABLE = 0.2

/**
 * Why a stretch was flagged, in words: where most of the attention outside the lanes was, for how long, and how
 * much of all attention was there, in other places of note and in the lanes, averaged over the stretch.
 * Such as 'attention off the lanes for 1.4 s, 71 % of it above the horizon, 9 % in the lanes'.
 */
export function reason(scores: readonly FrameScore[], range: FrameRange, seconds: number): string {
  const mean: Zones = { left: 0, right: 0, above: 0, below: 0 }
  let inLanes = 0
  let frames = 0
  for (let frame = range.first; frame <= range.last; frame++) {
    const { zones, share } = scores[frame]!
    if (!zones || share === null) continue
    for (const zone of zoneNames) mean[zone] += zones[zone]
    inLanes += share
    frames++
  }
  const zone = zoneNames.reduce((best, candidate) => (mean[candidate] > mean[best] ? candidate : best))
  const part = (sum: number): number => sum / Math.max(1, frames)
  const percent = (sum: number): string => `${Math.round(100 * part(sum))} %`
  const places = zoneNames
    .filter((candidate) => candidate !== zone && part(mean[candidate]) >= NOTABLE)
    .map((candidate) => `${percent(mean[candidate])} ${inWords[candidate]}`)
  const off = zone === 'left' || zone === 'right' ? inWords[zone] : 'off the lanes'
  const there = zone === 'left' || zone === 'right' ? 'there' : inWords[zone]
  const stretch = `attention ${off} for ${seconds.toFixed(1)} s`
  return [stretch, `${percent(mean[zone])} of it ${there}`, ...places, `${percent(inLanes)} in the lanes`].join(', ')
}

const zoneNames = ['left', 'right', 'above', 'below'] as const
