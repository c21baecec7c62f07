import { createRandom } from '../../world/random.ts'

/** A seeded torus of random values, read between its points. */
const SIZE = 256
const values = (() => {
  const random = createRandom('corridor texture')
  return Float32Array.from({ length: SIZE * SIZE }, () => random.range(-1, 1))
})()

/** A smooth random field over the plane, -1..1, with features about 1 wide; it repeats after 256. */
export function field(x: number, y: number): number {
  const fx = Math.floor(x)
  const fy = Math.floor(y)
  const u = x - fx
  const v = y - fy
  const su = u * u * (3 - 2 * u)
  const sv = v * v * (3 - 2 * v)
  const x0 = fx & (SIZE - 1)
  const x1 = (fx + 1) & (SIZE - 1)
  const y0 = (fy & (SIZE - 1)) * SIZE
  const y1 = ((fy + 1) & (SIZE - 1)) * SIZE
  const low = values[y0 + x0]! + (values[y0 + x1]! - values[y0 + x0]!) * su
  const high = values[y1 + x0]! + (values[y1 + x1]! - values[y1 + x0]!) * su
  return low + (high - low) * sv
}

/** Values without any smoothness, -1..1. */
export function speckle(x: number, y: number): number {
  return values[((Math.floor(y) & (SIZE - 1)) * SIZE + (Math.floor(x) & (SIZE - 1))) | 0]!
}
