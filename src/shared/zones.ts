/** Where attention can be outside the lane that the car drives in. */
export const zones = [
  { id: 'left', inWords: 'left of the lane' },
  { id: 'right', inWords: 'right of the lane' },
  { id: 'above', inWords: 'above the horizon' },
  { id: 'below', inWords: 'below the lane' }
] as const

export type Zone = (typeof zones)[number]['id']

/** A number of each zone. */
export type Zones = Record<Zone, number>

/** A number of each zone, as `of` gives them. */
export function eachZone(of: (zone: Zone) => number): Zones {
  return Object.fromEntries(zones.map(({ id }) => [id, of(id)])) as Zones
}
