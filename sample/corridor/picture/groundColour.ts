import type { Bar, Material, Section } from '../world/section.ts'
import { field, speckle } from '../world/texture.ts'

/** How a pixel lies on the ground: metres along and across, and how much ground it covers that way. */
export interface Spot {
  s: number
  d: number
  /** Metres that the pixel covers along and across the view. */
  deep: number
  wide: number
}

/** What of a texture of this size is left when pixels are so large: 1 for all, 0 for an even colour. */
function kept(size: number, pixel: number): number {
  const share = size / (pixel * 1.5)
  return share >= 1 ? 1 : share * share
}

/** Colour of the ground, lines included; fills `into`. */
export function groundColour(section: Section, spot: Spot, into: Float32Array): void {
  const { s, d, wide } = spot
  const { bands, lines } = section
  let index = 0
  while (index < bands.length - 1) {
    const { to, wander, wanderSize } = bands[index]!
    if (d < to + (wander > 0 ? wander * field(s / wanderSize, index * 17.3) : 0)) break
    index++
  }
  materialColour(bands[index]!.material, spot, into)
  // The edge between two bands is as soft as the pixel is wide.
  if (index > 0) blendEdge(section, index, spot, into)
  for (const bar of section.bars) if (s > bar.from && s < bar.to) crossBar(section, bar, spot, into)
  for (const line of lines) {
    const off = Math.abs(d - line.at)
    const soft = Math.max(wide, 1e-4)
    let cover = Math.min(1, Math.max(0, (line.width / 2 - off) / soft + 0.5))
    if (cover <= 0) continue
    // Thinner than a pixel: it covers as much of it as it is wide.
    cover = Math.min(cover, Math.max(line.width / soft, 0.05))
    let { colour } = line
    if (line.dash) {
      const { on, off: gap, phase, second } = line.dash
      const at = (((s + phase) % (on + gap)) + on + gap) % (on + gap)
      const softAlong = Math.max(spot.deep, 1e-3)
      const edge = Math.min(at, on - at)
      let lit = Math.min(1, Math.max(0, edge / softAlong + 0.5))
      if (softAlong > on + gap) lit = on / (on + gap)
      if (second) {
        const [r, g, b] = second
        colour = [r + (colour[0] - r) * lit, g + (colour[1] - g) * lit, b + (colour[2] - b) * lit]
      } else cover *= lit
    }
    if (line.wear > 0)
      cover *= Math.min(1, Math.max(0, 1 - line.wear * (0.6 + 0.9 * field(s * 3.1, d * 23 + line.at * 5))))
    for (let c = 0; c < 3; c++) into[c]! += (colour[c]! - into[c]!) * cover
  }
}

function crossBar({ drivable }: Section, { stripe, colour }: Bar, { d, wide }: Spot, into: Float32Array): void {
  if (d < drivable.from || d > drivable.to) return
  let cover = 1
  if (stripe !== null) {
    const at = (((d / stripe) % 2) + 2) % 2
    cover =
      wide > stripe ? 0.5 : Math.min(1, Math.max(0, ((0.5 - Math.abs(at - 1)) * stripe) / Math.max(wide, 1e-4) + 0.5))
  }
  for (let c = 0; c < 3; c++) into[c]! += (colour[c]! - into[c]!) * cover
}

const beside = new Float32Array(3)

function blendEdge({ bands }: Section, index: number, spot: Spot, into: Float32Array): void {
  const past = spot.d - bands[index - 1]!.to
  if (bands[index - 1]!.wander > 0 || past < 0 || past > spot.wide) return
  materialColour(bands[index - 1]!.material, spot, beside)
  const share = 0.5 - past / (2 * spot.wide)
  for (let c = 0; c < 3; c++) into[c]! += (beside[c]! - into[c]!) * share
}

function materialColour(material: Material, { s, d, deep, wide }: Spot, into: Float32Array): void {
  const { colour, patches, grain, grainSize, drift, driftSize, streaks, tiles } = material
  let r = colour[0]
  let g = colour[1]
  let b = colour[2]
  if (patches) {
    const edge = (field(s / patches.size, d / patches.size) + patches.amount) * 4
    const share = Math.min(1, Math.max(0, edge + 0.5)) * kept(patches.size, deep)
    r += (patches.colour[0] - r) * share
    g += (patches.colour[1] - g) * share
    b += (patches.colour[2] - b) * share
  }
  let bright = 1
  if (grain > 0) {
    const left = kept(grainSize, Math.sqrt(deep * wide))
    if (left > 0.03)
      bright += grain * left * (0.6 * field(s / grainSize, d / grainSize) + 0.6 * speckle(s / grainSize, d / grainSize))
    const coarse = grainSize * 6
    bright += grain * 0.4 * kept(coarse, deep) * field(s / coarse + 31, d / coarse + 7)
  }
  if (drift > 0) bright += drift * field(s / driftSize + 57, d / driftSize + 3)
  if (streaks > 0) bright += streaks * field(s / (driftSize * 20), d / (driftSize * 0.12))
  if (tiles) {
    const along = (((s % tiles.along) + tiles.along) % tiles.along) / Math.max(deep, tiles.along * 0.02)
    const across = (((d % tiles.across) + tiles.across) % tiles.across) / Math.max(wide, tiles.across * 0.02)
    if (along < 1 && deep < tiles.along) bright += tiles.depth
    else if (across < 1 && wide < tiles.across) bright += tiles.depth
  }
  into[0] = r * bright
  into[1] = g * bright
  into[2] = b * bright
}
