import type { Random } from './random.ts'

/** A smooth random field over the plane with values in about -1..1 and features about 1 wide. */
export type Noise = (x: number, y: number) => number

/** Gradient noise after Perlin (Improving Noise, 2002) on a 256 x 256 torus of seeded directions. */
export function createNoise(random: Random): Noise {
  const directions = Float64Array.from({ length: 65536 }, () => random.range(0, 2 * Math.PI))
  const corner = (ix: number, iy: number, dx: number, dy: number): number => {
    const angle = directions[((iy & 255) << 8) | (ix & 255)] ?? 0
    return Math.cos(angle) * dx + Math.sin(angle) * dy
  }
  const fade = (t: number): number => t * t * t * (t * (t * 6 - 15) + 10)
  return (x, y) => {
    const [ix, iy] = [Math.floor(x), Math.floor(y)]
    const [dx, dy] = [x - ix, y - iy]
    const [u, v] = [fade(dx), fade(dy)]
    const low = corner(ix, iy, dx, dy) * (1 - u) + corner(ix + 1, iy, dx - 1, dy) * u
    const high = corner(ix, iy + 1, dx, dy - 1) * (1 - u) + corner(ix + 1, iy + 1, dx - 1, dy - 1) * u
    return (low * (1 - v) + high * v) * 1.5
  }
}
