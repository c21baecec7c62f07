import type { Random } from '../world/random.ts'

/**
 * Changes a picture as another camera, another light or a compressed video would: gain, contrast, tint, paler or
 * stronger colours, a soft picture, noise, and now and then a bright or dark band across it. Writes RGB bytes to `out`; geometry stays.
 * `palest` is the least saturation that is left, 0 for grey.
 */
export function augment(
  rgb: Uint8Array,
  width: number,
  height: number,
  random: Random,
  palest: number,
  out: Uint8Array
): void {
  const gain = Math.exp(random.normal() * 0.16)
  const contrast = Math.exp(random.normal() * 0.14)
  const lift = random.normal() * 8
  const tint = [0, 1, 2].map(() => gain * Math.exp(random.normal() * 0.035))
  const noise = random.chance(0.6) ? random.range(0, 7) : 0
  const soft = random.chance(0.5)
  const band = random.chance(0.25)
    ? { at: random.range(0, width), tilt: random.range(-2, 2), wide: random.range(8, 60), by: random.range(0.65, 1.3) }
    : null
  const strength = random.range(palest, 1.25)
  const row = width * 3
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const shade = band && Math.abs(x - band.at - band.tilt * y) < band.wide ? band.by : 1
      const grain = noise ? (random.next() + random.next() - 1) * 1.7 * noise : 0
      const at = y * row + x * 3
      const grey = 0.3 * (rgb[at] ?? 0) + 0.59 * (rgb[at + 1] ?? 0) + 0.11 * (rgb[at + 2] ?? 0)
      for (let c = 0; c < 3; c++) {
        const i = at + c
        const own = rgb[i] ?? 0
        const near = soft && x > 0 && x < width - 1 ? (own * 2 + (rgb[i - 3] ?? 0) + (rgb[i + 3] ?? 0)) / 4 : own
        const coloured = grey + (near - grey) * strength
        const value = (coloured - 110) * contrast + 110 + lift
        out[i] = Math.max(0, Math.min(255, value * (tint[c] ?? 1) * shade + grain))
      }
    }
  }
}
