import { createNoise } from './noise.ts'
import type { Random } from './random.ts'

/** Height of the land in metres over world coordinates in metres. */
export type Landscape = (x: number, y: number) => number

/** Rolling hills: `roughness` 1 gives slopes up to about 9 %, 0 is flat. */
export function createLandscape(random: Random, roughness: number): Landscape {
  const broad = createNoise(random.fork('broad hills'))
  const small = createNoise(random.fork('small hills'))
  return (x, y) => roughness * (13 * broad(x / 420, y / 420) + 3.2 * small(x / 140, y / 140))
}
