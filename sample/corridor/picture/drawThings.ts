import type { Ground } from '../world/relief.ts'
import { NEITHER } from '../world/section.ts'
import { field } from '../world/texture.ts'
import type { Colour } from '../world/colour.ts'
import type { Thing, Wall } from '../world/things.ts'
import { pointAt } from '../world/track.ts'
import type { View, World } from '../world/world.ts'
import type { Canvas } from './canvas.ts'
import type { Lens } from './lens.ts'

/** How far things are drawn, in lane widths. */
const FARTHEST = 60

type Seen = { ahead: number; left: number } & ({ thing: Thing } | { wall: Wall; s: number; next: number })

/** Draws what stands on the ground, the farthest first. A pixel that it covers shows neither lane nor road. */
export function drawThings(canvas: Canvas, world: World, view: View, lens: Lens, ground: Ground): void {
  const eye = pointAt(world.track, view)
  const heading = eye.heading + view.turn
  const [cos, sin] = [Math.cos(heading), Math.sin(heading)]
  const farthest = FARTHEST * world.look.unit
  const seen: Seen[] = []
  const relative = (s: number, d: number): { ahead: number; left: number } => {
    const { x, y } = pointAt(world.track, { s, d })
    return { ahead: cos * (x - eye.x) + sin * (y - eye.y), left: cos * (y - eye.y) - sin * (x - eye.x) }
  }
  for (const thing of world.things) {
    const at = relative(thing.s, thing.d)
    if (at.ahead > world.look.unit * 0.25 && at.ahead < farthest) seen.push({ ...at, thing })
  }
  for (const wall of world.walls) {
    const from = Math.max(wall.from, view.s - 6 * world.look.unit)
    const to = Math.min(wall.to, view.s + farthest)
    const step = world.look.unit / 4
    for (let s = from - (from % step); s < to; s += step) {
      const at = relative(s, wall.d)
      if (at.ahead < farthest) seen.push({ ...at, wall, s, next: s + step })
    }
  }
  seen.sort((a, b) => b.ahead - a.ahead)
  const cameraHeight = world.camera.height
  for (const each of seen)
    if ('thing' in each) drawThing(canvas, each.thing, each, lens, ground.heightAt(each.ahead) - cameraHeight)
    else {
      const next = relative(each.next, each.wall.d)
      const heights = [each, next].map(({ ahead }) => ground.heightAt(Math.max(0, ahead)) - cameraHeight) as [
        number,
        number
      ]
      drawWall(canvas, each.wall, each.s, [each, next], lens, heights)
    }
}

const [one, two, three, four] = [new Float64Array(2), new Float64Array(2), new Float64Array(2), new Float64Array(2)]

function drawThing(
  canvas: Canvas,
  thing: Thing,
  { ahead, left }: { ahead: number; left: number },
  lens: Lens,
  floor: number
): void {
  const { width, height, lift, shape, colour, second } = thing
  if (!lens.project(ahead, left + width / 2, floor + lift, one)) return
  if (!lens.project(ahead, left - width / 2, floor + lift + height, two)) return
  const [fromX, toX] = [one[0]!, two[0]!]
  const [fromY, toY] = [two[1]!, one[1]!]
  for (let row = Math.max(0, Math.ceil(fromY - 0.5)); row < Math.min(canvas.height, toY - 0.5); row++) {
    const v = (row + 0.5 - fromY) / (toY - fromY)
    for (let column = Math.max(0, Math.ceil(fromX - 0.5)); column < Math.min(canvas.width, toX - 0.5); column++) {
      const u = (column + 0.5 - fromX) / (toX - fromX)
      const pixel = row * canvas.width + column
      // Hidden behind a crest.
      if (canvas.ahead[pixel]! < ahead * 0.8) continue
      const tone = toneOf(shape, u, v, thing)
      if (tone) put(canvas, pixel, tone.isSecond ? second : colour, tone.light, ahead)
    }
  }
}

/** What a thing shows at a place of its outline, 0..1 from the upper left; null where it leaves gaps. */
function toneOf(
  shape: Thing['shape'],
  u: number,
  v: number,
  { s, d }: Thing
): { isSecond: boolean; light: number } | null {
  switch (shape) {
    case 'box':
      return { isSecond: field(u * 2 + s, v * 3 + d) > 0.45, light: 1 + 0.2 * field(u * 6 + s, v * 6) }
    case 'cone':
      return Math.abs(u - 0.5) < 0.12 + 0.38 * v ? { isSecond: v > 0.4 && v < 0.6, light: 1.1 - 0.5 * u } : null
    case 'crown': {
      if (v > 0.75) return Math.abs(u - 0.5) < 0.08 ? { isSecond: true, light: 1 } : null
      const edge = Math.hypot((u - 0.5) * 2, (v - 0.4) * 2.4) + 0.35 * field(u * 5 + s, v * 5 + d)
      return edge < 0.95 ? { isSecond: false, light: 0.9 + 0.5 * field(u * 9 + s, v * 9 + d) } : null
    }
    case 'car': {
      const isCabin = v < 0.5
      if (isCabin && Math.abs(u - 0.5) > 0.3 + 0.2 * v) return null
      const isGlass = v > 0.12 && v < 0.42 && Math.abs(u - 0.5) < 0.3
      const isWheel = v > 0.85 && Math.abs(u - 0.5) > 0.3
      if (v > 0.92 && !isWheel) return { isSecond: true, light: 0.5 }
      return { isSecond: isGlass || isWheel, light: 1 - 0.3 * v }
    }
  }
}

function drawWall(
  canvas: Canvas,
  wall: Wall,
  s: number,
  ends: readonly [{ ahead: number; left: number }, { ahead: number; left: number }],
  lens: Lens,
  floors: readonly [number, number]
): void {
  const [a, b] = ends
  const { lift, height } = wall
  if (
    !lens.project(a.ahead, a.left, floors[0] + lift, one) ||
    !lens.project(a.ahead, a.left, floors[0] + lift + height, two)
  )
    return
  if (
    !lens.project(b.ahead, b.left, floors[1] + lift, three) ||
    !lens.project(b.ahead, b.left, floors[1] + lift + height, four)
  )
    return
  const [left, right] = one[0]! < three[0]! ? [0, 1] : [1, 0]
  const [xs, lows, tops] = [
    [one[0]!, three[0]!],
    [one[1]!, three[1]!],
    [two[1]!, four[1]!]
  ]
  const span = xs[right]! - xs[left]!
  const colour = wall.second && Math.floor(s / wall.second.every) % 2 === 0 ? wall.second.colour : wall.colour
  const nearer = Math.min(a.ahead, b.ahead)
  for (
    let column = Math.max(0, Math.ceil(xs[left]! - 0.5));
    column < Math.min(canvas.width, xs[right]! + 0.5);
    column++
  ) {
    const part = span > 0 ? Math.min(1, Math.max(0, (column + 0.5 - xs[left]!) / span)) : 0
    const low = lows[left]! + (lows[right]! - lows[left]!) * part
    const top = tops[left]! + (tops[right]! - tops[left]!) * part
    for (let row = Math.max(0, Math.ceil(top - 0.5)); row < Math.min(canvas.height, low - 0.5); row++) {
      const pixel = row * canvas.width + column
      if (canvas.ahead[pixel]! < nearer * 0.8) continue
      const v = (row - top) / Math.max(1, low - top)
      put(canvas, pixel, colour, 1 + wall.texture * field(s * 3 + part, v * 4) - 0.15 * v, nearer)
    }
  }
}

function put({ rgb, shows, ahead }: Canvas, pixel: number, colour: Colour, light: number, far: number): void {
  rgb[pixel * 3] = colour[0] * light
  rgb[pixel * 3 + 1] = colour[1] * light
  rgb[pixel * 3 + 2] = colour[2] * light
  shows[pixel] = NEITHER
  ahead[pixel] = far
}
