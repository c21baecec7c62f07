import type { LaneRegion, Polygon } from '../../shared/lanes.ts'

/**
 * The region without what the car's own bonnet covers: attention there is not on the lane, though the lane runs on
 * beneath it.
 *
 * @param bonnet the part of the picture's height that the bonnet covers, from the lower edge, 0..1
 * @returns null where nothing is left of it
 */
export function withoutBonnet(region: LaneRegion | null, bonnet: number): LaneRegion | null {
  if (!region || bonnet === 0) return region
  const lowest = 1 - bonnet
  const polygon: Polygon = []
  region.polygon.forEach((vertex, i) => {
    const next = region.polygon[(i + 1) % region.polygon.length]!
    if (vertex[1] <= lowest) polygon.push(vertex)
    if (vertex[1] <= lowest !== next[1] <= lowest) {
      const part = (lowest - vertex[1]) / (next[1] - vertex[1])
      polygon.push([vertex[0] + part * (next[0] - vertex[0]), lowest])
    }
  })
  return polygon.length >= 3 ? { ...region, polygon } : null
}
