import { createNoise } from '../world/noise.ts'
import { onCrossing } from '../world/junctions.ts'
import { solidPiece } from '../world/markings.ts'
import type { Random } from '../world/random.ts'
import { pavedHalfWidth } from '../world/road.ts'
import type { World } from '../world/world.ts'
import { asphaltTile } from './groundPictures.ts'
import { cross, MeshBuilder, minus, type Tint, unit, type Vector } from './mesh.ts'

/** Distances from the centre line at which the land beside the road is measured, in metres. */
const rows = [pavedHalfWidth, 4.6, 5.3, 6.4, 8.5, 12, 17, 24, 34, 50, 75, 115, 180, 290]
const grassTile = 9
/** Metres along the road from one row of the land's vertices to the next. */
const landStep = 4

/** The land on both sides of the road between two places along it: close to the road it follows the road's height. */
export function landMesh(world: World, random: Random, from: number, to: number): MeshBuilder {
  const mesh = new MeshBuilder()
  const fields = createNoise(random.fork('fields'))
  const tufts = createNoise(random.fork('tufts'))
  for (const side of [1, -1] as const) {
    const height = (s: number, row: number): Vector => landPoint(world, s, side, rows[row] ?? 0)
    let previous: number[] = []
    for (let s = from; s <= to + 1e-6; s += landStep) {
      const line = rows.map((distance, row) => {
        const at = height(s, row)
        const beside = height(s, Math.min(row + 1, rows.length - 1))
        const inner = height(s, Math.max(row - 1, 0))
        const across = minus(beside, inner)
        const along = minus(height(s + 1, row), height(s - 1, row))
        const normal = unit(side > 0 ? cross(along, across) : cross(across, along))
        const colour = groundColour(distance, fields(at[0] / 90, at[1] / 90), tufts(at[0] / 9, at[1] / 9))
        return mesh.vertex(at, normal, at[0] / grassTile, at[1] / grassTile, colour)
      })
      for (let row = 0; row + 1 < rows.length && previous.length; row++) {
        const [a, b, c, d] = [previous[row] ?? 0, line[row] ?? 0, line[row + 1] ?? 0, previous[row + 1] ?? 0]
        if (side > 0) {
          mesh.triangle(a, b, c)
          mesh.triangle(a, c, d)
        } else {
          mesh.triangle(a, c, b)
          mesh.triangle(a, d, c)
        }
      }
      previous = line
    }
  }
  return mesh
}

/** The land at a distance beside the road: a ditch along it, but where another road crosses, and the wild land farther off. */
export function landPoint({ road, land, junctions }: World, s: number, side: 1 | -1, distance: number): Vector {
  const [x, y, z] = road.point(s, side * distance)
  const wild = ease((distance - 9) / 26)
  const ditched = distance > 5 && distance < 8 && !onCrossing(junctions, s, side * distance, landStep)
  const ditch = ditched ? -0.35 : distance === pavedHalfWidth ? -0.02 : -0.06
  return [x, y, (z + ditch) * (1 - wild) + land(x, y) * wild - (distance > 100 ? 1.5 : 0)]
}

/** Gravel at the edge of the asphalt, then a mown verge, then meadow, dry grass or a field. */
function groundColour(distance: number, field: number, tuft: number): Tint {
  const vary = 1 + 0.42 * tuft
  if (distance < 4.5) return [1.05, 0.95, 1.25]
  if (distance < 5) return [1.12 * vary, 1.0 * vary, 1.15]
  if (distance < 16) return [0.95 * vary, 1.02 * vary, 0.9]
  if (field > 0.28) return [1.75 * vary, 1.35 * vary, 0.95]
  if (field < -0.32) return [0.72 * vary, 0.92 * vary, 0.75]
  return [1.0 * vary, 1.03 * vary, 0.88]
}

/** The paved road between two places along it. */
export function roadMesh(world: World, random: Random, from: number, to: number): MeshBuilder {
  const { road } = world
  const mesh = new MeshBuilder()
  const age = createNoise(random.fork('age'))
  let previous: [number, number] | null = null
  for (let s = from; s <= to + 1e-6; s += 2) {
    const tone = 0.92 + 0.16 * age(s / 130, 3)
    const edge = (side: 1 | -1): number => {
      const ragged = pavedHalfWidth + 0.07 * age(s / 2.3, side * 5)
      const u = 0.5 - (side * pavedHalfWidth) / asphaltTile.across
      return mesh.vertex(road.point(s, side * ragged), [0, 0, 1], u, s / asphaltTile.along, [tone, tone, tone])
    }
    const line: [number, number] = [edge(1), edge(-1)]
    if (previous) {
      mesh.triangle(previous[0], previous[1], line[1])
      mesh.triangle(previous[0], line[1], line[0])
    }
    previous = line
  }
  return mesh
}

/** The painted lines between two places along the road, a hand's breadth of texture to a metre. */
export function markingsMesh(world: World, from: number, to: number): MeshBuilder {
  const mesh = new MeshBuilder()
  const { road } = world
  for (const line of world.markings) {
    const tint: Tint = line.colour === 'yellow' ? [0.85, 0.6, 0.09] : [0.84, 0.84, 0.82]
    const period = line.dash ? line.dash.paint + line.dash.gap : solidPiece
    const paint = line.dash ? line.dash.paint : period
    const first = line.from + Math.max(0, Math.ceil((from - line.from) / period)) * period
    for (let start = first; start < Math.min(line.to, to); start += period) {
      const pieces = Math.max(1, Math.round(paint / 1.5))
      for (let piece = 0; piece < pieces; piece++) {
        const [a, b] = [start + (paint * piece) / pieces, start + (paint * (piece + 1)) / pieces]
        const at = (s: number, side: number): Vector => {
          const [x, y, z] = road.point(s, line.offset + (side * line.width) / 2)
          return [x, y, z + 0.012]
        }
        mesh.quad([at(a, 1), at(a, -1), at(b, -1), at(b, 1)], fade(tint, line.wear), [0, a / 4, 1, b / 4], [0, 0, 1])
      }
    }
  }
  return mesh
}

/** Worn paint is greyer; how much of it is gone is the texture's business. */
function fade([red, green, blue]: Tint, wear: number): Tint {
  const keep = 1 - 0.62 * wear
  const road = 0.15
  return [red * keep + road * (1 - keep), green * keep + road * (1 - keep), blue * keep + road * (1 - keep)]
}

function ease(share: number): number {
  const t = Math.min(1, Math.max(0, share))
  return t * t * (3 - 2 * t)
}
