import type { FrameScore, Zones } from '../../shared/events.ts'
import type { FrameRange } from '../../shared/recording.ts'

const places: Record<keyof Zones, { where: string; there: string }> = {
  left: { where: 'left of the lanes', there: 'there' },
  right: { where: 'right of the lanes', there: 'there' },
  above: { where: 'off the lanes', there: 'above the horizon' },
  below: { where: 'off the lanes', there: 'below the lanes, where the bonnet is' }
}

/**
 * Why a stretch was flagged, in words: where most of the attention outside the lanes was, for how long, and how
 * much of all attention was there and in the lanes, averaged over the stretch.
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
  const percent = (sum: number): string => `${Math.round((100 * sum) / Math.max(1, frames))} %`
  const { where, there } = places[zone]
  return `attention ${where} for ${seconds.toFixed(1)} s, ${percent(mean[zone])} of it ${there}, ${percent(inLanes)} in the lanes`
}

const zoneNames = ['left', 'right', 'above', 'below'] as const
