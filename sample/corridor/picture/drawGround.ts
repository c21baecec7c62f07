import { isOff, NEITHER, OTHER, OWN, ownLane } from '../world/section.ts'
import { field } from '../world/texture.ts'
import { nearestSample, placeNear, seenFrom } from '../world/track.ts'
import type { Ground } from '../world/relief.ts'
import type { Weather } from '../world/weather.ts'
import type { View, World } from '../world/world.ts'
import type { Canvas } from './canvas.ts'
import { groundColour, type Spot } from './groundColour.ts'
import type { Lens } from './lens.ts'

/** The own lane is one's own as far as this, in its widths, and until the track has turned by so much. */
const FARTHEST = 70
const MOST_TURN = 1.9

/** Pixels of a block that are looked for along the track from one start. */
const BLOCK = 4

/** Draws the ground and says what each of its pixels is; the rest stays as it is. */
export function drawGround(
  { width, height, rgb, shows, ahead }: Canvas,
  world: World,
  view: View,
  lens: Lens,
  ground: Ground
): void {
  const { look, weather } = world
  const { section, unit } = look
  const cameraHeight = world.camera.height
  const seen = seenFrom(world.track, view, view.turn, { back: unit * 8, ahead: unit * (FARTHEST + 30) })
  const own = isOff(section, view.d, 0) && isTurnedAway(view) ? null : ownLane(section, view.d)
  const ends = ownEnds(world, view)
  const starts = new Int32Array(Math.ceil(width / BLOCK)).fill(-1)
  const ray = new Float64Array(3)
  const spot: Spot = { s: 0, d: 0, deep: 0, wide: 0 }
  const colour = new Float32Array(3)
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const pixel = row * width + column
      lens.direction(column, row, ray)
      const forward = Math.max(0.02, ray[0]!)
      const x = ground.ahead(ray[2]! / forward)
      if (x === Infinity) {
        ahead[pixel] = Infinity
        continue
      }
      const y = (x * ray[1]!) / forward
      const far = Math.sqrt(x * x + y * y)
      ahead[pixel] = far
      const block = Math.floor(column / BLOCK)
      const start = row % BLOCK === 0 && column % BLOCK === 0 ? -1 : starts[block]!
      const at = placeNear(seen, x, y, start < 0 ? nearestSample(seen, x, y, 3) : start, spot)
      starts[block] = at
      spot.wide = Math.max(1e-4, far * lens.pixel)
      spot.deep = Math.max(spot.wide, (far * far * lens.pixel) / cameraHeight)
      groundColour(section, spot, colour)
      let light = 1
      if (weather.shade) {
        const { depth, size, amount, across, hard, fringe } = weather.shade
        const span = size * unit
        const leaves = fringe > 0 ? fringe * field((spot.s * 5) / span + 17, (spot.d * 5) / (span * across)) : 0
        const shade = (field(spot.s / span + 91, spot.d / (span * across)) + leaves + amount) * hard
        light *= 1 - depth * Math.min(1, Math.max(0, shade + 0.5))
      }
      if (weather.side) light *= sideLight(weather.side, spot, unit)
      for (let c = 0; c < 3; c++) rgb[pixel * 3 + c] = colour[c]! * light
      const s = spot.s
      const d = spot.d
      const isDriven = !section.bare && d >= section.drivable.from && d <= section.drivable.to
      const isOwn = own !== null && d >= own.from && d <= own.to && s >= view.s - 2 * unit && s <= ends
      shows[pixel] = isOwn ? OWN : isDriven ? OTHER : NEITHER
    }
  }
}

/** What light the shadow of one side leaves. */
function sideLight(side: NonNullable<Weather['side']>, { s, d }: Spot, unit: number): number {
  const { from, toLeft, depth, ragged, size, gaps } = side
  const span = size * unit
  // Branches throw shadows of their own size: ragged along and across.
  const crown = 0.5 * field((s * 4) / span + 71, (d * 4) / span)
  const leaves = 0.25 * field((s * 12) / span + 11, (d * 12) / span)
  const edge = ragged * (field(s / span + 23, 3.5) + crown + leaves)
  const within = ((toLeft ? d : -d) / unit - from + edge) * 12
  const isOpen = field(s / (span * 6) + 41, 8.5) < gaps
  return isOpen ? 1 : 1 - depth * Math.min(1, Math.max(0, within + 0.5))
}

/** Turned away from the road beside it, a car has no lane. */
function isTurnedAway({ turn }: View): boolean {
  return Math.abs(turn) > 0.6
}

/** Metres along the track up to which its lane is the own one: until it has turned too far. */
function ownEnds({ track, look }: World, { s, turn }: View): number {
  const start = Math.max(0, Math.floor(s / track.step))
  const last = Math.min(track.x.length - 1, start + Math.ceil((FARTHEST * look.unit) / track.step))
  const heading = track.heading[start]! + turn
  for (let i = start; i < last; i++) if (Math.abs(track.heading[i]! - heading) > MOST_TURN) return i * track.step
  return last * track.step
}
