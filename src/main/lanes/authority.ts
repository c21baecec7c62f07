import { laneSources, type LaneRegion, type LaneSource, type LaneStretch } from '../../shared/lanes.ts'

/** A source that is less sure than this gives way to the next one. */
export const SURE_ENOUGH = 0.5

/**
 * The region that holds: that of the source a person chose for the frame, else of the first source in order of
 * authority that is sure enough, else the surest there is (a rule then says that it does not count).
 *
 * @param regionOf what a source says of the frame; asked in order of authority, as far as needed
 * @param chosen 'none' says that there is no lane; null where nothing was chosen
 */
export function holdingRegion(
  regionOf: (source: LaneSource) => LaneRegion | null,
  chosen: LaneStretch['source'] | null
): LaneRegion | null {
  if (chosen === 'none') return null
  if (chosen !== null) return regionOf(chosen)
  let surest: LaneRegion | null = null
  for (const source of laneSources) {
    const region = regionOf(source)
    if (!region) continue
    if (region.confidence >= SURE_ENOUGH) return region
    if (!surest || region.confidence > surest.confidence) surest = region
  }
  return surest
}

/** The source a person chose for a frame; where stretches overlap the later one in the list holds. */
export function chosenSource(stretches: readonly LaneStretch[], frame: number): LaneStretch['source'] | null {
  return stretches.findLast(({ first, last }) => first <= frame && frame <= last)?.source ?? null
}
