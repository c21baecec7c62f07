import { type Junction, leaveGap, mouthOf, onCrossing } from './junctions.ts'
import type { Scenery } from './scenery.ts'

/** Metres that are kept free beside a crossing road. */
const clear = { grass: 0.2, bush: 1.5, broadleaf: 2.5, conifer: 2.5, pole: 1.5, house: 12, rail: 1 }

/** Length of one panel of a guard rail, metres. */
export const railPanel = 4

/** The scenery without what would stand on crossing roads: there is no post, plant or house, and rails end before them. */
export function clearCrossings(scenery: Scenery, junctions: readonly Junction[]): Scenery {
  const free = (margin: number) => (thing: { s: number; offset: number }) =>
    !onCrossing(junctions, thing.s, thing.offset, margin)
  return {
    plants: scenery.plants.filter((plant) => free(clear[plant.kind])(plant)),
    houses: scenery.houses.filter(free(clear.house)),
    poles: scenery.poles.filter(free(clear.pole)),
    rails: junctions.map(mouthOf).reduce((rails, { from, to }) => {
      return leaveGap(rails, { from: from - clear.rail, to: to + clear.rail }, () => railPanel)
    }, scenery.rails)
  }
}
